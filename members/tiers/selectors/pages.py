"""What a member reads of their own place on the ladder; a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Sum

from kernel import clock
from members.accounts.selectors import person_of
from members.tiers import options
from members.tiers.models import MemberTier, TierEvent
from members.tiers.selectors.cards import saved_fen
from members.tiers.selectors.growth import counting_entries
from members.tiers.selectors.standing import Standing, standing_of

NEWEST_EVENTS = 20


@dataclass(frozen=True)
class Keep:
    """What keeps a tier: `missing` growth value by `until_on`, the first date on which it may be lost."""

    threshold: int
    missing: int
    until_on: date
    is_noticed: bool


@dataclass(frozen=True)
class TierPage:
    """A member's own page."""

    standing: Standing
    since_at: datetime | None
    keep: Keep | None
    saved_fen: int
    history: Sequence[TierEvent] = field(default_factory=tuple)


def tier_page(member_id: int, *, at: datetime) -> TierPage:
    """Return a member's tier, what keeps it, and its history, that of merged accounts included."""
    row = MemberTier.objects.select_related("tier").filter(member_id=member_id).first()
    events = TierEvent.objects.filter(member__in=person_of(member_id)).select_related("before", "after")
    return TierPage(
        standing=standing_of(member_id, at=at),
        since_at=row.since_at if row else None,
        keep=keep_of(row, on=clock.date_of(at)) if row else None,
        saved_fen=max(saved_fen(member_id), 0),
        history=list(events.order_by("-id")[:NEWEST_EVENTS]),
    )


def keep_of(row: MemberTier, *, on: date) -> Keep | None:
    """Return what a member must do by when to keep the tier, if they gain nothing from now on; the lowest is kept."""
    threshold = row.tier.threshold
    if threshold == 0:
        return None
    gained = _gained_by_date(row.member_id, on)
    missing = max(threshold - max(sum(gained.values()), 0), 0)
    until_on = row.down_on or _first_loss(gained, threshold, on=on) + timedelta(days=options.NOTICE_DAYS.get())
    bounds = [until_on, *(each for each in (row.keep_until_on, row.held_until_on) if each)]
    return Keep(threshold, missing, max(bounds), is_noticed=row.down_on is not None)


def _gained_by_date(member_id: int, on: date) -> dict[date, int]:
    days = counting_entries(on).filter(account__owner_id=member_id).order_by()
    return dict(days.values_list("counts_on").annotate(total=Sum("amount")))


def _first_loss(gained: dict[date, int], threshold: int, *, on: date) -> date:
    """Return the first date on which what counts today is not enough any more."""
    window, left = options.WINDOW_DAYS.get(), sum(gained.values())
    for day in sorted(gained):
        if left < threshold:
            break
        left -= gained[day]
        on = max(on, day + timedelta(days=window))
    return on
