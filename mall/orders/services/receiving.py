"""From the parcel's arrival to the end of the order."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from mall.orders.models import Order
from mall.orders.options import COMPLETE_AFTER_DAYS, EXTEND_BY_DAYS
from mall.orders.services.moving import IllegalMove, lock_order, move, note_event
from mall.orders.states import AftersaleState, PaymentState, Status


class AlreadyExtended(Conflict):
    code, title = "receipt_already_extended", "每个订单只能延长一次收货时间"


class NotYetDue(Conflict):
    code, title = "order_not_due", "还没有到时间"


@transaction.atomic
def receive_order(*, order_id: int, actor: Actor, at: datetime) -> Order:
    """Take note that the goods have arrived; the time for after-sales starts. The clock waits for its time.

    :raises IllegalMove: it is not on its way, or its money is still due.
    :raises NotYetDue: the clock came too early; the member has just put it off.
    """
    order = lock_order(order_id)
    if order.status != Status.SHIPPED or order.payment_state == PaymentState.DUE:
        raise IllegalMove(f"订单{Status(order.status).label}，不能收货")
    if actor.kind == "clock" and (order.receive_due_at is None or order.receive_due_at > at):
        raise NotYetDue
    mark_received(order, actor=actor, at=at)
    return order


def mark_received(order: Order, *, actor: Actor, at: datetime, **changes: Any) -> None:
    """Move a locked order to received; `changes` are further columns of the same update.

    :raises IllegalMove:
    """
    due = at + timedelta(days=COMPLETE_AFTER_DAYS.get())
    move(order, Status.RECEIVED, actor=actor, at=at, received_at=at, complete_due_at=due, **changes)


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
    order.receive_due_at += timedelta(days=EXTEND_BY_DAYS.get())
    order.has_extended = True
    order.save(update_fields=["receive_due_at", "has_extended"])
    note_event(order, kind="extended", actor=actor, at=at)
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
