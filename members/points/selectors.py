"""Reads of a member's points."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum

from kernel import clock
from members.ledger.book import Asset
from members.ledger.entries import Owner
from members.ledger.models import Entry
from members.ledger.selectors import Balance, balances, entries_of
from members.points.accounts import DEBT, MAIN, PENDING
from members.points.models import Lot
from members.points.options import ANNOUNCED_DAYS


@dataclass(frozen=True)
class PointsSummary:
    """A member's points. `available` may be spent now; `debt` is what next points fill first, 0 or above.

    `expiring_soon` ends within 30 days unless it is spent; `expires_at` is when the first of it does.
    """

    available: int
    pending: int
    held: int
    debt: int
    expiring_soon: int
    expires_at: datetime | None


def spendable_points(member_id: int) -> int:
    """Return what a member may spend now: the balance without what orders hold."""
    return _balances(member_id)[MAIN].available


def held_points(member_id: int) -> int:
    """Return what orders hold of a member's points."""
    return _balances(member_id)[MAIN].held


def points_summary(member_id: int, *, at: datetime | None = None) -> PointsSummary:
    """Return the figures of a member's page; two queries."""
    found = _balances(member_id)
    ending, first = _ending(member_id, found[MAIN].held, at or clock.now())
    return PointsSummary(
        available=found[MAIN].available,
        pending=found[PENDING].balance,
        held=found[MAIN].held,
        debt=-found[DEBT].balance,
        expiring_soon=ending,
        expires_at=first,
    )


def lots_of(member_id: int) -> QuerySet[Lot]:
    """Return a member's lots with something left, the one that ends first in front."""
    return Lot.objects.owned_by(member_id).filled().in_spending_order()


def statement_of(member_id: int) -> QuerySet[Entry]:
    """Return every entry on a member's points accounts with its transaction, newest first."""
    return entries_of(Owner.member(member_id), Asset.POINTS.value)


def _balances(member_id: int) -> dict[str, Balance]:
    return balances(Owner.member(member_id), Asset.POINTS.value)


def _ending(member_id: int, held: int, at: datetime) -> tuple[int, datetime | None]:
    """What is held is spent first, so it does not end."""
    soon = lots_of(member_id).filter(ends_at__lte=at + timedelta(days=max(ANNOUNCED_DAYS)))
    by_end = list(soon.order_by("ends_at").values_list("ends_at").annotate(left=Sum("remaining")))
    ending, first = 0, None
    for ends_at, left in by_end:
        kept = min(left, held)
        held -= kept
        if left > kept:
            ending += left - kept
            first = first or ends_at
    return ending, first
