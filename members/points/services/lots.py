"""Take points out of lots and put them there; the purse is locked, the ledger is told by the caller."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from members.ledger.selectors import balance
from members.points import accounts
from members.points.amounts import Portion, take, total
from members.points.models import Earning, Lot, LotUse, Spend, SpendReturn, TakeBack
from members.points.selectors import lots_of
from members.points.statements import LotChange, change_lots


class LotsDiffer(Exception):
    """The lots have less than the balance says: the book is broken, and nothing goes on before it is mended."""


def portions_of(member_id: int) -> list[Portion]:
    """Return what is left in each lot, the one that ends first in front."""
    return [Portion(*row) for row in lots_of(member_id).values_list("id", "remaining")]


def owed_by(member_id: int) -> int:
    """Return a member's debt, 0 or above."""
    return -balance(accounts.of_member(member_id, accounts.DEBT)).balance


def draw(parts: Iterable[Portion], points: int) -> list[Portion]:
    """Take exactly so many points out of lots, in the order given.

    :raises LotsDiffer: there are fewer.
    """
    taken = take(parts, points)
    if total(taken) != points:
        raise LotsDiffer(f"{points} wanted, {total(taken)} in lots")
    change_lots([LotChange(part.id, -part.points) for part in taken])
    return taken


def remember(taken: Sequence[Portion], *, spend: Spend | None = None, take_back: TakeBack | None = None) -> None:
    """Write down which lots something came from."""
    LotUse.objects.bulk_create(
        [LotUse(lot_id=part.id, spend=spend, take_back=take_back, points=part.points) for part in taken]
    )


def new_lot(
    *,
    member_id: int,
    points: int,
    ends_at: datetime,
    at: datetime,
    earning: Earning | None = None,
    given_back_by: SpendReturn | None = None,
) -> Lot:
    """Return a full lot of an earning, or of points given back; the caller saves it."""
    lot = Lot(member_id=member_id, points=points, remaining=points, ends_at=ends_at, made_at=at)
    lot.earning, lot.given_back_by = earning, given_back_by
    return lot
