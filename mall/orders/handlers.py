"""Reactions to facts: one service call each, idempotent."""

from kernel import clock
from mall.catalog.services import add_sales
from mall.orders import notices, services
from mall.orders.facts import OrderCancelled, OrderCompleted, OrderConfirmed, OrderRefunded
from mall.orders.models import OrderLine
from mall.payments.facts import PaymentSucceeded, RefundSucceeded


def confirm_paid_order(fact: PaymentSucceeded) -> None:
    """Let the paid order go on, or send the money back."""
    services.confirm_payment(order_id=fact.order_id, payment_id=fact.payment_id, at=clock.now())


def finish_order_refund(fact: RefundSucceeded) -> None:
    """Count the refund of an order as done when all its parts are; excess money belongs to no order refund."""
    if fact.order_refund_id is not None:
        services.finish_refund(order_refund_id=fact.order_refund_id, at=clock.now())


def count_sales(fact: OrderConfirmed) -> None:
    """Add the pieces to what the products have sold. Once: the relay marks it done in the same transaction."""
    pieces: dict[int, int] = {}
    for product_id, quantity in OrderLine.objects.filter(order_id=fact.order_id).values_list("product_id", "quantity"):
        pieces[product_id] = pieces.get(product_id, 0) + quantity
    add_sales(pieces=pieces)


def tell_member_of_payment(fact: OrderConfirmed) -> None:
    """Tell the member that the order is paid."""
    notices.tell_paid(order_id=fact.order_id, at=clock.now())


def tell_member_of_timeout(fact: OrderCancelled) -> None:
    """Tell the member if it was the clock that cancelled the order."""
    notices.tell_timed_out(order_id=fact.order_id, at=clock.now())


def tell_member_of_completion(fact: OrderCompleted) -> None:
    """Tell the member that the order is complete."""
    notices.tell_completed(order_id=fact.order_id, at=clock.now())


def tell_member_of_refund(fact: OrderRefunded) -> None:
    """Tell the member that money has gone back."""
    notices.tell_refunded(order_refund_id=fact.order_refund_id, at=clock.now())
