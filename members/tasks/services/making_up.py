"""Fill a day that was missed: with a card, for recent days, so many times a month."""

from datetime import date, datetime, timedelta

from django.db import transaction

from kernel import clock
from kernel.crypto import new_token
from kernel.errors import Conflict
from members.accounts.services import lock_member
from members.points.services import deduct
from members.tasks.models import CheckIn, MakeUpCard
from members.tasks.options import MAKE_UP_CARD_DAYS, MAKE_UP_CARD_POINTS, MAKE_UP_DAYS, MAKE_UP_PER_MONTH
from members.tasks.selectors.check_ins import month_bounds
from members.tasks.services.check_ins import add_to_runs, write_check_in
from members.tasks.services.marks import need_device
from members.tasks.services.streaks import advance_streaks


class MakeUpNotPossible(Conflict):
    code, title = "make_up_not_possible", "只能补签最近漏签的日期"


class MakeUpLimitReached(Conflict):
    code, title = "make_up_limit_reached", "本月补签次数已用完"


class NoMakeUpCard(Conflict):
    code, title = "no_make_up_card", "没有可用的补签卡"


class MakeUpCardsNotSold(Conflict):
    code, title = "make_up_cards_not_sold", "补签卡暂不支持积分兑换"


@transaction.atomic
def make_up(*, member_id: int, on: date, at: datetime, device: str = "") -> CheckIn:
    """Fill a missed Shanghai date with the card that ends first. It lengthens streaks and earns nothing by itself.

    :raises MakeUpNotPossible: today or later, before the member joined, or too long ago.
    :raises AlreadyCheckedIn: the day is checked. :raises MakeUpLimitReached: :raises NoMakeUpCard:
    :raises DeviceRequired: operators ask for a device.
    """
    need_device(device)
    member = lock_member(member_id=member_id)
    earliest = max(clock.date_of(at) - timedelta(days=MAKE_UP_DAYS.get()), clock.date_of(member.joined_at))
    if not earliest <= on < clock.date_of(at):
        raise MakeUpNotPossible
    new = CheckIn(member_id=member_id, on=on, at=at)
    if made_up_in_month(member_id=member_id, at=at) >= MAKE_UP_PER_MONTH.get():
        raise MakeUpLimitReached
    card = MakeUpCard.objects.filter(member_id=member_id).usable(at).first()
    if card is None:
        raise NoMakeUpCard
    new.card = card
    done = write_check_in(new)
    card.used_at = at
    card.save(update_fields=["used_at"])
    advance_streaks(add_to_runs(member_id=member_id, on=on), device=device, at=at)
    return done


def made_up_in_month(*, member_id: int, at: datetime) -> int:
    """Return how many days the member has filled in the Shanghai month of `at`."""
    starts, ends = month_bounds(clock.date_of(at))
    return CheckIn.objects.filter(member_id=member_id, at__gte=starts, at__lt=ends).exclude(card=None).count()


@transaction.atomic
def buy_card(*, member_id: int, at: datetime) -> MakeUpCard:
    """Sell the member a card for points, at most as many a month as may be used in one.

    :raises MakeUpCardsNotSold: :raises MakeUpLimitReached: bought enough this month.
    :raises members.points.services.NotEnoughPoints:
    """
    price = MAKE_UP_CARD_POINTS.get()
    if not price:
        raise MakeUpCardsNotSold
    lock_member(member_id=member_id)
    starts, ends = month_bounds(clock.date_of(at))
    bought = MakeUpCard.objects.filter(
        member_id=member_id, source=MakeUpCard.Source.POINTS, granted_at__gte=starts, granted_at__lt=ends
    )
    if bought.count() >= MAKE_UP_PER_MONTH.get():
        raise MakeUpLimitReached("本月兑换补签卡次数已用完")
    card = _new_card(member_id, MakeUpCard.Source.POINTS, key=f"bought:{new_token(12)}", reference="", at=at)
    card.save()
    key = f"make_up_card:{card.pk}"
    deduct(member_id=member_id, points=price, kind="points_mall", key=key, reference=key, at=at)
    return card


@transaction.atomic
def grant_cards(
    *, member_id: int, count: int, source: str, key: str, at: datetime, reference: str = ""
) -> list[MakeUpCard]:
    """Give the member cards, once per key; return them."""
    lock_member(member_id=member_id)
    keys = [f"{key}:{number}" for number in range(1, count + 1)]
    given = list(MakeUpCard.objects.filter(key__in=keys))
    if given:
        return given
    return MakeUpCard.objects.bulk_create(
        _new_card(member_id, source, key=each, reference=reference, at=at) for each in keys
    )


def _new_card(member_id: int, source: str, *, key: str, reference: str, at: datetime) -> MakeUpCard:
    days = MAKE_UP_CARD_DAYS.get()
    return MakeUpCard(
        member_id=member_id,
        source=source,
        key=key,
        reference=reference,
        granted_at=at,
        expires_at=at + timedelta(days=days) if days else None,
    )
