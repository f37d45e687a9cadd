"""Clock jobs: find ids, one service call per id, each in its own transactions."""

import logging
from collections.abc import Callable, Iterable

from kernel import clock
from kernel.audit.actors import Actor
from kernel.errors import Refusal
from mall.orders import services
from mall.orders.models import Order
from mall.orders.states import AftersaleState, PaymentState, Status

log = logging.getLogger(__name__)
BATCH = 500


def expire_unpaid_orders() -> int:
    """Cancel orders whose time to pay is over; channels are asked first."""
    at = clock.now()
    ids = Order.objects.expired(at).order_by("expires_at").values_list("id", flat=True)[:BATCH]
    return _each("expire_unpaid_orders", ids, lambda order_id: services.expire_order(order_id=order_id, at=at))


def finish_cancelling_orders() -> int:
    """Ask the channels again about orders that could not be cancelled for want of an answer."""
    at = clock.now()
    ids = Order.objects.filter(status=Status.CANCELLING).order_by("id").values_list("id", flat=True)[:BATCH]
    return _each("finish_cancelling_orders", ids, lambda order_id: services.expire_order(order_id=order_id, at=at))


def receive_overdue_orders() -> int:
    """Receive orders whose parcels have been under way long enough."""
    at = clock.now()
    due = Order.objects.filter(status=Status.SHIPPED, receive_due_at__lte=at)
    ids = due.exclude(payment_state=PaymentState.DUE).order_by("receive_due_at").values_list("id", flat=True)[:BATCH]
    return _each(
        "receive_overdue_orders",
        ids,
        lambda order_id: services.receive_order(order_id=order_id, actor=Actor.clock(), at=at),
    )


def complete_received_orders() -> int:
    """Complete orders whose time for after-sales is over."""
    at = clock.now()
    due = Order.objects.filter(status=Status.RECEIVED, complete_due_at__lte=at)
    due = due.exclude(aftersale_state=AftersaleState.OPEN).exclude(payment_state=PaymentState.DUE)
    ids = due.order_by("complete_due_at").values_list("id", flat=True)[:BATCH]
    return _each("complete_received_orders", ids, lambda order_id: services.complete_order(order_id=order_id, at=at))


def _each(job: str, ids: Iterable[int], call: Callable[[int], object]) -> int:
    """Call a service for each id; one that refuses is named in the log and does not hold up the others."""
    done = 0
    for order_id in list(ids):
        try:
            call(order_id)
        except Refusal as refusal:
            log.warning("%s: order %s refused: %s", job, order_id, refusal.code)
        else:
            done += 1
    if done:
        log.info("%s: %s orders", job, done)
    return done
