"""An order's points: held when it is placed, spent when it is paid, given back as it is refunded (rules 8.7, 10.1)."""

from datetime import datetime

from mall.orders.models import Order, OrderRefund
from members.points.services import hold_points, release_points, return_spent, spend_held


def keep_points(order: Order, *, at: datetime) -> None:
    """Hold the points an order uses.

    :raises members.points.services.NotEnoughPoints:
    """
    if order.points_used:
        hold_points(
            member_id=order.member_id, points=order.points_used, key=points_key(order), reference=order.number, at=at
        )


def spend_points(order: Order, *, at: datetime) -> None:
    """Spend what the order holds: it is paid."""
    if order.points_used:
        spend_held(key=points_key(order), reference=order.number, at=at)


def let_points_go(order: Order, *, at: datetime) -> None:
    """Release what an unpaid order holds."""
    if order.points_used:
        release_points(key=points_key(order), at=at)


def give_points_back(order: Order, refund: OrderRefund, *, at: datetime) -> None:
    """Give back the points of a refund, each with the end it had."""
    if refund.points:
        return_spent(
            key=points_key(order),
            points=refund.points,
            refund_key=f"order_refund:{refund.pk}",
            reference=order.number,
            at=at,
        )


def points_key(order: Order) -> str:
    return f"order:{order.pk}"
