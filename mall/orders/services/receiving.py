"""From the parcel's arrival to the end of the order."""

from datetime import datetime, timedelta

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from mall.orders.models import Order
from mall.orders.options import COMPLETE_AFTER_DAYS, EXTEND_BY_DAYS
from mall.orders.services.moving import IllegalMove, lock_order, move
from mall.orders.statements import insert_event
from mall.orders.states import AftersaleState, PaymentState, Status


class AlreadyExtended(Conflict):
    code, title = "receipt_already_extended", "每个订单只能延长一次收货时间"


class NotYetDue(Conflict):
    code, title = "order_not_due", "还没有到时间"


@transaction.atomic
def receive_order(*, order_id: int, actor: Actor, at: datetime) -> Order:
    """Take note that the goods have arrived; the time for after-sales starts.

    :raises IllegalMove: it is not on its way.
    """
    order = lock_order(order_id)
    due = at + timedelta(days=COMPLETE_AFTER_DAYS.get())
    move(order, Status.RECEIVED, actor=actor, at=at, received_at=at, complete_due_at=due)
    return order


@transaction.atomic
def extend_receipt(*, order_id: int, actor: Actor, at: datetime) -> Order:
    """Put off the automatic receipt, once.

    :raises IllegalMove: it is not on its way.
    :raises AlreadyExtended: it has been put off before.
    """
    order = lock_order(order_id)
    if order.status != Status.SHIPPED or order.receive_due_at is None:
        raise IllegalMove
    if order.has_extended:
        raise AlreadyExtended
    due = order.receive_due_at + timedelta(days=EXTEND_BY_DAYS.get())
    Order.objects.filter(pk=order.pk).update(receive_due_at=due, has_extended=True)
    order.receive_due_at, order.has_extended = due, True
    insert_event(order.pk, kind="extended", before=order.status, after=order.status, actor=actor, at=at)
    return order


@transaction.atomic
def complete_order(*, order_id: int, at: datetime) -> Order:
    """Complete an order whose time for after-sales is over.

    :raises IllegalMove: it has not been received.
    :raises NotYetDue: the time is not over, an after-sale is open or money is due.
    """
    order = lock_order(order_id)
    if order.status != Status.RECEIVED:
        raise IllegalMove
    is_over = order.complete_due_at is not None and order.complete_due_at <= at
    if not is_over or order.aftersale_state == AftersaleState.OPEN or order.payment_state == PaymentState.DUE:
        raise NotYetDue
    move(order, Status.COMPLETED, actor=Actor.clock(), at=at, ended_at=at)
    return order
