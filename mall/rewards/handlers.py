"""Reactions to facts of orders and reviews: one service call each, idempotent."""

from kernel import clock
from mall.orders.facts import OrderCancelled, OrderCompleted, OrderConfirmed, OrderRefunded
from mall.reviews.facts import ReviewPublished
from mall.rewards import services


def settle_rewards(fact: OrderConfirmed | OrderRefunded | OrderCompleted | OrderCancelled) -> None:
    """Bring the order's rewards to where it stands now; which fact told of it makes no difference."""
    services.settle_order(order_id=fact.order_id, at=clock.now())


def reward_review(fact: ReviewPublished) -> None:
    services.reward_review(member_id=fact.member_id, order_id=fact.order_id, line_id=fact.line_id, at=clock.now())
