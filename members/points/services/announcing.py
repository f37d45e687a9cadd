"""Members hear of points that end 30 and 7 days ahead, once each (rules 10.1)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from kernel import clock
from members.messages.services import send
from members.points.models import Lot
from members.points.models.lots import LotQuerySet
from members.points.notices import POINTS_ENDING
from members.points.options import ANNOUNCED_DAYS
from members.points.selectors import held_points
from members.points.services.purses import lock_purses

log = structlog.get_logger(__name__)

BATCH = 500
FIRST, LAST = ANNOUNCED_DAYS


def announce_ending(*, at: datetime) -> int:
    """Tell every member whose points end within 30 days, and again within 7; return how many messages were sent.

    A day that was missed is made up for; running it twice is running it once.
    """
    told = 0
    for member_ids in _members_to_tell(at):
        for member_id in member_ids:
            told += _tell(member_id, at)
        log.info("points_ending_announced", messages=told)
    return told


def _members_to_tell(at: datetime) -> Iterator[list[int]]:
    last = 0
    while True:
        ids = _unannounced(at).filter(member_id__gt=last).order_by("member_id")
        batch = list(ids.values_list("member_id", flat=True).distinct()[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1]


def _unannounced(at: datetime) -> LotQuerySet:
    never = Q(announced=None, ends_at__lte=at + timedelta(days=FIRST))
    again = Q(announced__gt=LAST, ends_at__lte=at + timedelta(days=LAST))
    return Lot.objects.filled().filter(never | again, ends_at__gt=at)


@transaction.atomic
def _tell(member_id: int, at: datetime) -> int:
    lock_purses([member_id])
    new = set(_unannounced(at).owned_by(member_id).values_list("pk", flat=True))
    held = held_points(member_id)
    by_end: dict[datetime, list[Lot]] = defaultdict(list)
    for lot in Lot.objects.owned_by(member_id).filled().in_spending_order():
        if lot.ends_at <= at + timedelta(days=FIRST):
            by_end[lot.ends_at].append(lot)
    told = 0
    for ends_at, lots in by_end.items():
        left = sum(lot.remaining for lot in lots)
        kept, held = min(left, held), held - min(left, held)  # an order will have spent that before
        if left > kept and new & {lot.pk for lot in lots}:
            _send(member_id, left - kept, ends_at, at)
            told += 1
            Lot.objects.filter(pk__in=[lot.pk for lot in lots]).update(announced=_days(ends_at, at))
    return told


def _send(member_id: int, points: int, ends_at: datetime, at: datetime) -> None:
    # The end is the first moment of a day: the day before is the last on which the points are good.
    last_day = clock.date_of(ends_at - timedelta(seconds=1)).isoformat()
    days = _days(ends_at, at)
    values = {"points": str(points), "ends_on": last_day, "days": str(days)}
    send(kind=POINTS_ENDING, member_id=member_id, key=f"{member_id}:{last_day}:{days}", values=values, at=at)


def _days(ends_at: datetime, at: datetime) -> int:
    return LAST if ends_at <= at + timedelta(days=LAST) else FIRST
