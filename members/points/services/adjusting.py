"""Operators give and take points by hand, with a reason; above a limit another operator agrees first."""

from datetime import datetime

from django.db import transaction

from members.messages.services import send
from members.points.kinds import Cause
from members.points.models import Adjustment
from members.points.notices import POINTS_ADJUSTED
from members.points.options import ADJUST_LIMIT
from members.points.selectors import spendable_points
from members.points.services.earning import grant
from members.points.services.moving import SecondPersonNeeded, decide, locked, move, reason_of
from members.points.services.purses import BadPoints, check_points, lock_purse
from members.points.services.spending import deduct
from members.points.states import AdjustmentState


@transaction.atomic
def propose_adjustment(*, member_id: int, points: int, reason: str, operator_id: int, at: datetime) -> Adjustment:
    """Give (above 0) or take (below 0) points of a member: at once up to the limit, else it waits for another operator.

    :raises BadPoints: 0, or too many. :raises PointsReasonMissing: :raises NotEnoughPoints: more than may be spent.
    """
    if type(points) is not int or not points:
        raise BadPoints
    check_points(abs(points))
    adjustment = Adjustment.objects.create(
        member_id=member_id,
        points=points,
        reason=reason_of(reason),
        takes_two=abs(points) > ADJUST_LIMIT.get(),
        proposed_by_id=operator_id,
        proposed_at=at,
    )
    if not adjustment.takes_two:
        _carry_out(adjustment, at)
    return adjustment


@transaction.atomic
def approve_adjustment(*, adjustment_id: int, operator_id: int, at: datetime) -> Adjustment:
    """Agree as the second person; it is carried out at once.

    :raises SecondPersonNeeded: who proposed it may not agree. :raises StateForbids: :raises NotEnoughPoints:
    """
    adjustment = locked(Adjustment, adjustment_id)
    if adjustment.proposed_by_id == operator_id:
        raise SecondPersonNeeded
    decide(adjustment, operator_id=operator_id, at=at)
    _carry_out(adjustment, at)
    return adjustment


@transaction.atomic
def reject_adjustment(*, adjustment_id: int, answer: str, operator_id: int, at: datetime) -> Adjustment:
    """Refuse a proposal, or take one's own back; nothing moves.

    :raises PointsReasonMissing: :raises StateForbids:
    """
    adjustment = locked(Adjustment, adjustment_id)
    move(adjustment, AdjustmentState.REJECTED)
    decide(adjustment, operator_id=operator_id, at=at)
    adjustment.answer = reason_of(answer)
    adjustment.save()
    return adjustment


def _carry_out(adjustment: Adjustment, at: datetime) -> None:
    move(adjustment, AdjustmentState.DONE)
    adjustment.save()
    (grant if adjustment.points > 0 else deduct)(
        member_id=adjustment.member_id,
        points=abs(adjustment.points),
        kind=Cause.OPERATOR,
        key=f"adjustment:{adjustment.pk}",
        reference="",
        note=adjustment.reason,
        at=at,
    )
    owner_id = lock_purse(adjustment.member_id)
    values = {"change": f"{adjustment.points:+d}", "balance": str(spendable_points(owner_id))}
    send(kind=POINTS_ADJUSTED, member_id=owner_id, key=f"adjustment:{adjustment.pk}", values=values, at=at)
