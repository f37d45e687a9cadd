"""Bring what an order's lines earn to where the order stands, whatever was told in which order (rules 8.7, 10.1)."""

from datetime import datetime

from django.db import transaction

from mall.orders.models import Order, OrderRefundLine
from mall.rewards.models import LineReward, RewardRefund
from mall.rewards.selectors import campaigns_for, course_of, refund_lines_of, saved_by_card, terms_of
from mall.rewards.services.giving import begin, finish, give_up, take_back
from mall.rewards.terms import earned, share_back
from members.accounts.models import Member
from members.accounts.selectors import surviving_id
from members.accounts.services import lock_member
from members.tasks.models import Event
from members.tasks.services import record_progress


@transaction.atomic
def settle_order(*, order_id: int, at: datetime) -> None:
    """Earn, take back and confirm what the order's present state asks for; doing it again changes nothing.

    Every reaction to an order's facts ends here: the order is read anew under the member's lock, so that facts may
    come late, twice and in any order. Orders that earn nothing (rules 2.7) are passed by.
    """
    owner_id = Order.objects.values_list("member_id", flat=True).get(pk=order_id)
    member = lock_member(member_id=surviving_id(owner_id))
    order = Order.objects.get(pk=order_id)
    course = course_of(order_id)
    if not order.earns_rewards or course.confirmed_at is None:
        return
    rewards = _rewards_of(order, member, confirmed_at=course.confirmed_at, at=at)
    for refunded in refund_lines_of(order_id):
        _take_share(rewards[refunded.line_id], refunded, member_id=member.pk, at=at)
    for reward in rewards.values():
        if course.completed_at is not None:
            finish(reward, member_id=member.pk, completed_at=course.completed_at, at=at)
        elif course.ended_at is not None:
            give_up(reward, ended_at=course.ended_at, at=at)
    if course.completed_at is not None:
        _bring_tasks_forward(order, member, course.completed_at)


def _rewards_of(order: Order, member: Member, *, confirmed_at: datetime, at: datetime) -> dict[int, LineReward]:
    """Return the reward of every line, by line; those that are missing begin now, by today's terms."""
    rewards = {each.line_id: each for each in LineReward.objects.filter(order=order).select_related("order")}
    missing = [line for line in order.lines.order_by("id") if line.pk not in rewards]
    if not missing:
        return rewards
    terms, campaigns, saved = terms_of(member, at=at), campaigns_for(missing, at=at), saved_by_card(order.pk)
    for line in missing:
        gain = earned(paid_fen=line.paid_fen, quantity=line.quantity, terms=terms, campaigns=campaigns[line.product_id])
        new = LineReward(
            line=line,
            order=order,
            paid_fen=line.paid_fen,
            points_per_yuan=terms.points_per_yuan,
            multiplier_bps=gain.multiplier_bps,
            rule_id=gain.campaign_id,
            bonus_points=gain.bonus_points,
            points=gain.points,
            growth=gain.growth,
            saved_fen=saved.get(line.pk, 0),
            confirmed_at=confirmed_at,
        )
        rewards[line.pk] = begin(new, member_id=member.pk)
    return rewards


def _take_share(reward: LineReward, refunded: OrderRefundLine, *, member_id: int, at: datetime) -> None:
    """Take back a refund's share, once. The rest of an order that ended early is gone already."""
    if RewardRefund.objects.filter(reward=reward, order_refund_id=refunded.refund_id).exists():
        return
    so_far = {"paid_fen": reward.paid_fen, "before_fen": reward.refunded_fen, "amount_fen": refunded.amount_fen}
    take_back(
        reward,
        RewardRefund(
            reward=reward,
            order_refund_id=refunded.refund_id,
            amount_fen=refunded.amount_fen,
            points=min(share_back(reward.points, **so_far), reward.points_left),
            growth=min(share_back(reward.growth, **so_far), reward.growth_left),
            at=at,
        ),
        member_id=member_id,
        saved_fen=share_back(reward.saved_fen, **so_far),
    )


def _bring_tasks_forward(order: Order, member: Member, completed_at: datetime) -> None:
    """Count the completed order for the member's tasks, as of its completion."""
    key = f"order:{order.pk}"
    record_progress(member_id=member.pk, event=Event.ORDER_COMPLETED, key=key, at=completed_at)
    earlier = Order.objects.filter(member_id=member.pk, events__after="completed", events__at__lt=completed_at)
    if not earlier.exclude(pk=order.pk).exists():
        record_progress(member_id=member.pk, event=Event.FIRST_ORDER, key=key, at=completed_at)
