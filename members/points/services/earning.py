"""Points come in: pending until their cause is final, then a lot; or at once (rules 10.1, 10.2)."""

from datetime import datetime

from django.db import transaction

from kernel import clock
from members.points import accounts
from members.points.amounts import end_of_month
from members.points.kinds import posted
from members.points.models import Earning
from members.points.options import LOT_MONTHS
from members.points.services.lots import new_lot, owed_by
from members.points.services.purses import PointsKeyReused, check_points, lock_purse, post
from members.points.states import EarningState


@transaction.atomic
def earn_pending(*, member_id: int, points: int, kind: str, key: str, reference: str, at: datetime) -> None:
    """Note points of a cause that is not final yet, once per key; 0 points do nothing.

    :raises BadPoints: :raises PointsKeyReused: the key stands for another kind or amount.
    """
    check_points(points)
    if not points:
        return
    owner_id = lock_purse(member_id)
    if _is_known(key, kind, points):
        return
    Earning.objects.create(member_id=owner_id, key=key, kind=kind, reference=reference, points=points, earned_at=at)
    moves = {
        accounts.of_member(owner_id, accounts.PENDING): points,
        accounts.of_shop(owner_id, accounts.ISSUED): -points,
    }
    post(kind=posted("earn", kind), key=f"points.earn:{key}", reference=reference, moves=moves, at=at)


@transaction.atomic
def confirm_earning(*, key: str, at: datetime) -> None:
    """Make what is left of a pending earning final: it fills debt, the rest is a lot. Unknown or final: no error."""
    earning = lock_earning(key)
    if earning is None or earning.state != EarningState.PENDING:
        return
    _settle(earning, posted("confirm", earning.kind), f"points.confirm:{key}", at)


@transaction.atomic
def grant(*, member_id: int, points: int, kind: str, key: str, reference: str, at: datetime, note: str = "") -> None:
    """Give points that are final at once, once per key: debt is filled first, the rest is a lot; 0 does nothing.

    :raises BadPoints: :raises PointsKeyReused: the key stands for another kind or amount.
    """
    check_points(points)
    if not points:
        return
    owner_id = lock_purse(member_id)
    if _is_known(key, kind, points):
        return
    earning = Earning(
        member_id=owner_id, key=key, kind=kind, reference=reference, note=note[:200], points=points, earned_at=at
    )
    _settle(earning, posted("grant", kind), f"points.grant:{key}", at)


def lock_earning(key: str) -> Earning | None:
    """Return an earning under its owner's lock, or None."""
    found = Earning.objects.filter(key=key)
    owner_id = None
    while (earning := found.first()) is not None and earning.member_id != owner_id:
        owner_id = lock_purse(earning.member_id)  # it may have moved to another member while we waited
    return earning


def _settle(earning: Earning, kind: str, key: str, at: datetime) -> None:
    """Turn what is left of an earning, pending or new, into filled debt and a lot."""
    left, is_new = earning.left, earning.pk is None
    earning.filled_debt = min(owed_by(earning.member_id), left)
    earning.state, earning.confirmed_at = EarningState.CONFIRMED, at
    earning.save()
    if rest := left - earning.filled_debt:
        ends_at = end_of_month(clock.date_of(at), LOT_MONTHS.get())
        new_lot(member_id=earning.member_id, points=rest, ends_at=ends_at, at=at, earning=earning).save()
    source = (
        accounts.of_shop(earning.member_id, accounts.ISSUED)
        if is_new
        else accounts.of_member(earning.member_id, accounts.PENDING)
    )
    moves = {
        source: -left,
        accounts.of_member(earning.member_id, accounts.DEBT): earning.filled_debt,
        accounts.of_member(earning.member_id, accounts.MAIN): rest,
    }
    post(kind=kind, key=key, reference=earning.reference, moves=moves, at=at)


def _is_known(key: str, kind: str, points: int) -> bool:
    twin = Earning.objects.filter(key=key).first()
    if twin is not None and (twin.kind, twin.points) != (kind, points):
        raise PointsKeyReused
    return twin is not None
