"""A published review earns points and counts for tasks, whatever it says."""

from datetime import datetime

from django.db import transaction

from mall.orders.models import Order
from mall.rewards.options import REVIEW_POINTS
from members.points.services import grant
from members.tasks.models import Event
from members.tasks.services import record_progress


@transaction.atomic
def reward_review(*, member_id: int, order_id: int, line_id: int, at: datetime) -> None:
    """Reward the review of an order line, once; one of an order that earns nothing (rules 2.7) earns nothing."""
    order = Order.objects.get(pk=order_id)
    if not order.earns_rewards:
        return
    key = f"review:{line_id}"
    # Tasks lock the member, who stands before the points (rules 4.4).
    record_progress(member_id=member_id, event=Event.REVIEW_PUBLISHED, key=key, at=at)
    grant(member_id=member_id, points=REVIEW_POINTS.get(), kind="review", key=key, reference=order.number, at=at)
