"""Spent points come back with the end they had; where that has passed, with a short new one (rules 8.7)."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from kernel import clock
from members.points import accounts
from members.points.amounts import Portion, end_of_days, take
from members.points.kinds import posted
from members.points.models import Lot, LotUse, Spend, SpendReturn
from members.points.options import RETURN_DAYS
from members.points.services.lots import new_lot, owed_by
from members.points.services.purses import check_points, lock_purse, post
from members.points.statements import LotChange, change_lots


@transaction.atomic
def return_spent(*, key: str, points: int, refund_key: str, reference: str, at: datetime) -> int:
    """Give back part of a spend, once per refund key; never more than was spent. Return how many.

    The lot spent last gets its points back first, and each its own end; 30 days where that has passed. Debt is filled
    before: a member does not owe and own the same points. Unknown spend: nothing to give.

    :raises BadPoints:
    """
    check_points(points)
    spend = _locked(key)
    if spend is None or not points:
        return 0
    done = spend.returns.filter(refund_key=refund_key).first()
    if done is not None:
        return done.points
    wanted = min(points, spend.left)
    if not wanted:
        return 0
    filled = min(owed_by(spend.member_id), wanted)
    given = SpendReturn.objects.create(
        spend=spend, refund_key=refund_key, reference=reference, points=wanted, filled_debt=filled, at=at
    )
    _into_lots(given)
    spend.returned += wanted
    spend.save(update_fields=["returned"])
    _post(given)
    return wanted


def _into_lots(given: SpendReturn) -> None:
    uses = {use.pk: use for use in given.spend.uses.select_related("lot").order_by("-id")}
    left = [Portion(use.pk, use.left) for use in uses.values()]
    into_lots = {part.id: part.points for part in take(left, given.points - given.filled_debt)}
    restored: list[LotChange] = []
    anew: dict[datetime, int] = defaultdict(int)
    for part in take(left, given.points):
        use = uses[part.id]
        use.returned += part.points
        back = into_lots.get(part.id, 0)
        if back and _lives_on(use, given):
            use.restored += back
            restored.append(LotChange(use.lot_id, back))
        elif back:
            anew[_new_end(use.lot, given.at)] += back
    LotUse.objects.bulk_update(uses.values(), ["returned", "restored"])
    change_lots(restored)
    _make_lots(given, anew)


def _make_lots(given: SpendReturn, points_by_end: dict[datetime, int]) -> None:
    owner_id = given.spend.member_id
    Lot.objects.bulk_create(
        new_lot(member_id=owner_id, points=points, ends_at=ends_at, at=given.at, given_back_by=given)
        for ends_at, points in points_by_end.items()
    )


def _lives_on(use: LotUse, given: SpendReturn) -> bool:
    # After a merge that was undone, a lot may belong to another member than the spend that used it.
    return use.lot.ends_at > given.at and use.lot.member_id == given.spend.member_id


def _new_end(lot: Lot, at: datetime) -> datetime:
    return lot.ends_at if lot.ends_at > at else end_of_days(clock.date_of(at), RETURN_DAYS.get())


def _post(given: SpendReturn) -> None:
    spend = given.spend
    moves = {
        accounts.of_shop(spend.member_id, accounts.SPENT): -given.points,
        accounts.of_member(spend.member_id, accounts.DEBT): given.filled_debt,
        accounts.of_member(spend.member_id, accounts.MAIN): given.points - given.filled_debt,
    }
    kind, key = posted("return", spend.kind), f"points.return:{given.pk}"
    post(kind=kind, key=key, reference=given.reference, moves=moves, at=given.at)


def _locked(key: str) -> Spend | None:
    found = Spend.objects.filter(key=key)
    owner_id = None
    while (spend := found.first()) is not None and spend.member_id != owner_id:
        owner_id = lock_purse(spend.member_id)  # it may have moved to another member while we waited
    return spend
