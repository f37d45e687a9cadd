"""What was earned is undone when its cause is (rules 8.7, 10.2)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from members.ledger.services import lock_balances
from members.points import accounts
from members.points.amounts import Portion, take, total
from members.points.kinds import posted
from members.points.models import Earning, Lot, TakeBack
from members.points.options import IS_DEBT_ALLOWED
from members.points.services.earning import lock_earning
from members.points.services.lots import draw, portions_of, remember
from members.points.services.purses import check_points, post
from members.points.states import EarningState


@transaction.atomic
def take_back(*, key: str, points: int, refund_key: str, reference: str, at: datetime) -> int:
    """Take back part of an earning, once per refund key; never more than is left of it. Return how many.

    Pending points just lessen. Final ones come out of the earning's own lot as far as no order holds them; what ended
    there unspent is gone already; then other lots; the rest is debt, or waived where debt is not allowed.
    Unknown earning: nothing to take.

    :raises BadPoints:
    """
    check_points(points)
    earning = lock_earning(key)
    if earning is None or not points:
        return 0
    done = earning.take_backs.filter(refund_key=refund_key).first()
    if done is not None:
        return done.points
    wanted = min(points, earning.left)
    if not wanted:
        return 0
    taken = TakeBack(earning=earning, refund_key=refund_key, reference=reference, points=wanted, at=at)
    if earning.state == EarningState.PENDING:
        taken.from_pending = wanted
        taken.save()
    else:
        _take_final(taken)
    earning.taken_back += wanted
    if not earning.left:
        earning.state = EarningState.TAKEN_BACK
    earning.save(update_fields=["taken_back", "state"])
    _post(taken)
    return wanted


def _take_final(taken: TakeBack) -> None:
    earning, rest = taken.earning, taken.points
    main = accounts.of_member(earning.member_id, accounts.MAIN)
    available = lock_balances([main])[main].available
    own = Lot.objects.filter(earning=earning).first()
    parts = portions_of(earning.member_id)
    mine = take([part for part in parts if own and part.id == own.pk], min(rest, available))
    rest -= total(mine)
    taken.already_expired = min(rest, _expired_unspent(own))
    rest -= taken.already_expired
    others = take([part for part in parts if not own or part.id != own.pk], min(rest, available - total(mine)))
    rest -= total(others)
    taken.from_lots = total(mine) + total(others)
    if IS_DEBT_ALLOWED.get():
        taken.into_debt = rest
    else:
        taken.waived = rest
    taken.save()
    drawn: list[Portion] = draw([*mine, *others], taken.from_lots)
    remember(drawn, take_back=taken)


def _expired_unspent(own: Lot | None) -> int:
    """Return what ended in an earning's own lot and was not counted as taken back before."""
    if own is None:
        return 0
    counted = TakeBack.objects.filter(earning=own.earning_id).aggregate(points=Sum("already_expired"))["points"]
    return own.expired - (counted or 0)


def _post(taken: TakeBack) -> None:
    earning: Earning = taken.earning
    moves = {
        accounts.of_member(earning.member_id, accounts.PENDING): -taken.from_pending,
        accounts.of_member(earning.member_id, accounts.MAIN): -taken.from_lots,
        accounts.of_member(earning.member_id, accounts.DEBT): -taken.into_debt,
        accounts.of_shop(earning.member_id, accounts.ISSUED): taken.from_pending + taken.from_lots + taken.into_debt,
    }
    if any(moves.values()):
        kind, key = posted("take_back", earning.kind), f"points.take_back:{taken.pk}"
        post(kind=kind, key=key, reference=taken.reference, moves=moves, at=taken.at)
