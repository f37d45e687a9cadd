"""Give what tiers and the card give on occasions: once per period, whoever comes first (rules 10.3)."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from kernel import clock
from members.accounts.selectors import surviving_id
from members.tiers.models import BenefitGrant, Membership, Tier, TierEvent, TierGift
from members.tiers.models.ladder import Ladder, Occasion
from members.tiers.ports import find_benefit
from members.tiers.services.telling import tell_gifts

log = logging.getLogger(__name__)

# A month of a card: 30, 90 and 365 days then hold exactly 1, 3 and 12 of them.
CARD_MONTH_DAYS: Final = 31


@transaction.atomic
def grant_gifts(*, member_id: int, tier_id: int, occasion: str, period: str, at: datetime) -> int:
    """Give a member what a tier gives on an occasion, each kind once per period; return how many kinds were new.

    The row is written first: of two at once the second finds it and gives nothing.
    """
    member_id = surviving_id(member_id)
    given = []
    for gift in TierGift.objects.filter(tier_id=tier_id, occasion=occasion).select_related("tier").order_by("id"):
        benefit = find_benefit(gift.kind)
        if benefit is None:
            log.error("tier gift %s: no benefit of kind %s is registered", gift.pk, gift.kind)
            continue
        grant, is_new = BenefitGrant.objects.get_or_create(
            member_id=member_id,
            ladder=gift.tier.ladder,
            occasion=occasion,
            kind=gift.kind,
            period=period,
            defaults={"tier": gift.tier, "amount": gift.amount, "at": at},
        )
        if is_new:
            reference = f"{gift.tier.label} {grant.get_occasion_display()}"
            benefit.grant(
                member_id=member_id, amount=gift.amount, key=f"tier_benefit:{grant.pk}", reference=reference, at=at
            )
            given.append(grant)
    if given:
        tell_gifts(given, at=at)
    return len(given)


def grant_upgrade_gifts(*, event_id: int, at: datetime) -> int:
    """Give the gift of every tier a member has passed on the way up, each once in their life.

    Two small steps or one large one give the same.
    """
    event = TierEvent.objects.select_related("before", "after").get(pk=event_id)
    if event.kind != TierEvent.Kind.UP:
        return 0
    passed = Tier.objects.live().of(Ladder.GROWTH)
    passed = passed.filter(threshold__gt=event.before.threshold, threshold__lte=event.after.threshold)
    return sum(
        grant_gifts(member_id=event.member_id, tier_id=tier.pk, occasion=Occasion.UPGRADE, period=tier.code, at=at)
        for tier in passed
    )


def grant_opening_gifts(*, membership_id: int, at: datetime) -> int:
    """Give what the card gives when it is bought, once per card."""
    span = Membership.objects.get(pk=membership_id)
    if span.ended_at is not None:
        return 0
    return _of_card(span.member_id, Occasion.OPENING, str(span.pk), at=at)


def grant_card_month(*, membership_id: int, at: datetime) -> int:
    """Give what the card gives every 31 days it runs, for the month it is in."""
    span = Membership.objects.get(pk=membership_id)
    if not span.starts_at <= at < span.ends_at:
        return 0
    return _of_card(span.member_id, Occasion.MONTHLY, card_month(span, at=at), at=at)


def card_month(span: Membership, *, at: datetime) -> str:
    """Return the period of a card's month: the card and how many months of it are over."""
    return f"{span.pk}-{(at - span.starts_at) // timedelta(days=CARD_MONTH_DAYS)}"


def month_of(at: datetime) -> str:
    """Return the Shanghai month, `2025-06`."""
    return f"{clock.date_of(at):%Y-%m}"


def birthdays_on(day: date) -> list[tuple[int, int]]:
    """Return the (month, day) that are celebrated on a date: 29 February on the 28th where there is none."""
    days = [(day.month, day.day)]
    tomorrow = day + timedelta(days=1)
    if (day.month, day.day, tomorrow.month) == (2, 28, 3):
        days.append((2, 29))
    return days


def _of_card(member_id: int, occasion: str, period: str, *, at: datetime) -> int:
    cards: Iterable[int] = Tier.objects.live().filter(ladder=Ladder.VIP).values_list("pk", flat=True)
    return sum(
        grant_gifts(member_id=member_id, tier_id=card, occasion=occasion, period=period, at=at) for card in cards
    )
