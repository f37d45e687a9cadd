"""The four things that happen to a line's reward: it begins, is taken back in part, is finished, or given up."""

from datetime import datetime

from kernel import clock
from mall.rewards.models import LineReward, RewardRefund
from members.points import services as points
from members.tiers import services as tiers


def begin(reward: LineReward, *, member_id: int) -> LineReward:
    """Note what the line earns, and its points as pending since the confirmation (rules 10.1)."""
    reward.save(force_insert=True)
    points.earn_pending(
        member_id=member_id,
        points=reward.points,
        kind="purchase",
        key=_key(reward),
        reference=reward.order.number,
        at=reward.confirmed_at,
    )
    return reward


def take_back(reward: LineReward, share: RewardRefund, *, member_id: int, saved_fen: int) -> None:
    """Take back a refund's share of points, growth value and savings, pending or final (rules 8.7)."""
    share.save(force_insert=True)
    reward.refunded_fen += share.amount_fen
    saved_fen = min(saved_fen, reward.saved_fen - reward.saved_back_fen)
    _count_back(reward, points=share.points, growth=share.growth, saved_fen=saved_fen)
    by = {"refund_key": f"order_refund:{share.order_refund_id}:{reward.line_id}", "reference": reward.order.number}
    points.take_back(key=_key(reward), points=share.points, at=share.at, **by)
    if reward.completed_at is not None:
        tiers.take_back_growth(key=_key(reward), amount=share.growth, at=share.at, **by)
        tiers.add_savings(member_id=member_id, amount_fen=-saved_fen, key=by["refund_key"], at=share.at)


def finish(reward: LineReward, *, member_id: int, completed_at: datetime, at: datetime) -> None:
    """Make what is left final: points become a lot as of the completion, growth value counts from its date.

    Shanghai's date, whenever it is told (rules 10.3); refunds that came before are left away from the beginning.
    """
    if reward.completed_at is not None:
        return
    reward.completed_at = completed_at
    reward.save(update_fields=["completed_at"])
    points.confirm_earning(key=_key(reward), at=completed_at)
    tiers.add_growth(
        member_id=member_id,
        amount=reward.growth_left,
        kind="purchase",
        key=_key(reward),
        reference=reward.order.number,
        counts_on=clock.date_of(completed_at),
        at=at,
    )
    saved_fen = reward.saved_fen - reward.saved_back_fen
    tiers.add_savings(member_id=member_id, amount_fen=saved_fen, key=_key(reward), at=at)


def give_up(reward: LineReward, *, ended_at: datetime, at: datetime) -> None:
    """Take back all that is left: the order was cancelled or closed before it was completed (rules 4.2)."""
    if reward.ended_at is not None:
        return
    left = reward.points_left
    reward.ended_at = ended_at
    reward.save(update_fields=["ended_at"])
    _count_back(reward, points=left, growth=reward.growth_left, saved_fen=reward.saved_fen - reward.saved_back_fen)
    refund_key = f"order_ended:{reward.order_id}:{reward.line_id}"
    points.take_back(key=_key(reward), points=left, refund_key=refund_key, reference=reward.order.number, at=at)


def _count_back(reward: LineReward, *, points: int, growth: int, saved_fen: int) -> None:
    reward.points_back += points
    reward.growth_back += growth
    reward.saved_back_fen += saved_fen
    reward.save(update_fields=["refunded_fen", "points_back", "growth_back", "saved_back_fen"])


def _key(reward: LineReward) -> str:
    """Return the cause under which the line's points and growth value stand."""
    return f"order_line:{reward.line_id}"
