"""Points go out: held at checkout, spent at payment, the lot that ends first; or deducted at once (rules 10.1)."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict
from members.ledger import services as ledger
from members.ledger.book import OwnerKind
from members.ledger.entries import HoldIn
from members.ledger.models import Hold
from members.ledger.services import NotEnoughBalance, lock_balances
from members.points import accounts
from members.points.kinds import Cause, posted
from members.points.models import Spend
from members.points.services.lots import draw, owed_by, portions_of, remember
from members.points.services.purses import PointsKeyReused, check_points, lock_purse, not_enough, post


class PointsNotHeld(Conflict):
    """Nothing is held under the key: never was, or was let go."""

    code, title = "points_not_held", "积分冻结不存在或已结束"


@transaction.atomic
def hold_points(*, member_id: int, points: int, key: str, reference: str, at: datetime) -> None:
    """Keep a member's points for an order, once per key; 0 points do nothing.

    :raises NotEnoughPoints: :raises BadPoints:
    """
    check_points(points)
    if not points:
        return
    held = [HoldIn(accounts.of_member(member_id, accounts.MAIN), points)]
    try:
        ledger.hold(key=accounts.hold_key(key), reference=reference, at=at, holds=held)
    except NotEnoughBalance as short:
        raise not_enough(short) from short


@transaction.atomic
def release_points(*, key: str, at: datetime) -> None:
    """Let go of what a key holds; a debt that grew meanwhile is filled from it. Nothing held: no error.

    :raises HoldEnded: it was spent.
    """
    held = _held(key)
    if held is None:
        return
    owner_id = lock_purse(held.account.owner_id)
    ledger.release(key=accounts.hold_key(key), at=at)
    _fill_debt(owner_id, key=f"debt:{key}", reference=held.reference, at=at)


@transaction.atomic
def spend_held(*, key: str, reference: str, at: datetime) -> None:
    """Spend what a key holds, the lot that ends first before the others, and remember which; once per key.

    :raises PointsNotHeld: :raises HoldEnded: it was let go.
    """
    held = _held(key)
    if held is None:
        raise PointsNotHeld
    owner_id = lock_purse(held.account.owner_id)
    if Spend.objects.filter(key=key).exists():
        return
    ledger.capture(
        key=accounts.hold_key(key),
        kind=posted("spend", Cause.ORDER),
        reference=reference,
        at=at,
        into=accounts.SPENT,
    )
    spend = Spend(member_id=owner_id, key=key, kind=Cause.ORDER, reference=reference, points=held.amount, at=at)
    _out_of_lots(spend)


@transaction.atomic
def deduct(*, member_id: int, points: int, kind: str, key: str, reference: str, at: datetime, note: str = "") -> None:
    """Spend points at once, the lot that ends first before the others; once per key, 0 does nothing.

    :raises NotEnoughPoints: nothing is taken; a deduction never makes debt.
    :raises BadPoints: :raises PointsKeyReused: the key stands for another kind or amount.
    """
    check_points(points)
    if not points:
        return
    owner_id = lock_purse(member_id)
    twin = Spend.objects.filter(key=key).first()
    if twin is not None:
        if (twin.kind, twin.points) != (kind, points):
            raise PointsKeyReused
        return
    moves = {
        accounts.of_member(owner_id, accounts.MAIN): -points,
        accounts.of_shop(owner_id, accounts.SPENT): points,
    }
    post(kind=posted("spend", kind), key=f"points.spend:{key}", reference=reference, moves=moves, at=at)
    _out_of_lots(
        Spend(member_id=owner_id, key=key, kind=kind, reference=reference, note=note[:200], points=points, at=at)
    )


def _fill_debt(owner_id: int, *, key: str, reference: str, at: datetime) -> None:
    if not owed_by(owner_id) or Spend.objects.filter(key=key).exists():
        return
    main, debt = accounts.of_member(owner_id, accounts.MAIN), accounts.of_member(owner_id, accounts.DEBT)
    found = lock_balances([main, debt])
    paid = min(-found[debt].balance, found[main].available)
    if not paid:
        return
    moves = {main: -paid, debt: paid}
    post(kind=posted("spend", Cause.DEBT), key=f"points.spend:{key}", reference=reference, moves=moves, at=at)
    _out_of_lots(Spend(member_id=owner_id, key=key, kind=Cause.DEBT, reference=reference, points=paid, at=at))


def _out_of_lots(spend: Spend) -> None:
    taken = draw(portions_of(spend.member_id), spend.points)
    spend.save()
    remember(taken, spend=spend)


def _held(key: str) -> Hold | None:
    of_members = Hold.objects.filter(key=accounts.hold_key(key), account__owner_kind=OwnerKind.MEMBER)
    return of_members.select_related("account").first()
