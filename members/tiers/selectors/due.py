"""Whom the clock finds: birthdays, monthly packs, cards that end. Each is one query per page of ids."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from members.accounts.models import Member
from members.tiers.models import BenefitGrant, Membership, Tier, TierGift
from members.tiers.models.ladder import Ladder, Occasion
from members.tiers.selectors.ladder import card_tier, growth_ladder

AT_ONCE = 500


def without_monthly_pack(period: str) -> Iterator[tuple[int, int]]:
    """Yield (member, tier) of whoever stands on a tier with a monthly pack and has not had this month's."""
    yield from _lacking(Member.objects.active(), Ladder.GROWTH, Occasion.MONTHLY, period)


def without_birthday_gift(days: list[tuple[int, int]], *, period: str, at: datetime) -> Iterator[tuple[int, int]]:
    """Yield (member, tier or card) of whoever was born on one of the (month, day) and has no gift of this year."""
    born = Q()
    for month, day in days:
        born |= Q(birthday_on__month=month, birthday_on__day=day)
    celebrated = Member.objects.active().filter(born)
    yield from _lacking(celebrated, Ladder.GROWTH, Occasion.BIRTHDAY, period)
    running = Membership.objects.running(at).filter(member=OuterRef("pk"))
    yield from _lacking(celebrated.filter(Exists(running)), Ladder.VIP, Occasion.BIRTHDAY, period)


def running_cards(at: datetime) -> Iterator[list[Membership]]:
    """Yield the spans that run, page by page, if the card has a monthly gift at all."""
    if not _tiers_with(Ladder.VIP, Occasion.MONTHLY):
        return
    running = Membership.objects.running(at).filter(member__state=Member.State.ACTIVE).order_by("pk")
    last = 0
    while page := list(running.filter(pk__gt=last)[:AT_ONCE]):
        yield page
        last = page[-1].pk


def granted_card_months(periods: Collection[str]) -> set[str]:
    """Return which months of cards have had their gift."""
    grants = BenefitGrant.objects.filter(ladder=Ladder.VIP, occasion=Occasion.MONTHLY, period__in=periods)
    return set(grants.values_list("period", flat=True))


def cards_to_close(at: datetime) -> list[int]:
    """Return the spans that have run out without anybody having been told."""
    return list(Membership.objects.filter(closed_at=None, ends_at__lte=at).order_by("id").values_list("pk", flat=True))


def cards_to_remind_of(at: datetime, *, days: int) -> list[int]:
    """Return the last spans of members that end within so many days and were not announced."""
    behind = Membership.objects.filter(member=OuterRef("member"), ends_at__gt=OuterRef("ends_at"))
    ending = Membership.objects.filter(closed_at=None, reminded_at=None, ends_at__range=(at, at + timedelta(days=days)))
    mine = ending.filter(member__state=Member.State.ACTIVE, starts_at__lte=at).exclude(Exists(behind))
    return list(mine.order_by("id").values_list("pk", flat=True))


def _lacking(members: QuerySet[Member], ladder: str, occasion: str, period: str) -> Iterator[tuple[int, int]]:
    tiers = _tiers_with(ladder, occasion)
    if not tiers:
        return
    had = BenefitGrant.objects.filter(member=OuterRef("pk"), ladder=ladder, occasion=occasion, period=period)
    base: Tier = growth_ladder()[0] if ladder == Ladder.GROWTH else card_tier()
    tier_id = Coalesce(F("tier_standing__tier_id"), Value(base.pk)) if ladder == Ladder.GROWTH else Value(base.pk)
    lacking = members.annotate(on_tier=tier_id).filter(on_tier__in=tiers).exclude(Exists(had)).order_by("pk")
    last = 0
    # By pages behind the last id: what is given meanwhile neither repeats nor skips anybody.
    while page := list(lacking.filter(pk__gt=last).values_list("pk", "on_tier")[:AT_ONCE]):
        yield from page
        last = page[-1][0]


def _tiers_with(ladder: str, occasion: str) -> list[int]:
    gifts = TierGift.objects.filter(tier__ladder=ladder, occasion=occasion)
    return list(gifts.values_list("tier_id", flat=True).distinct())
