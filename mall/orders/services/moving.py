"""The one way an order changes its state (rules 4.1)."""

from datetime import datetime
from typing import Any, Final

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from kernel.outbox.facts import Fact
from kernel.outbox.services import publish
from mall.orders.facts import OrderCancelled, OrderCompleted, OrderConfirmed
from mall.orders.models import Order
from mall.orders.selectors import OrderNotFound
from mall.orders.statements import insert_event
from mall.orders.states import TRANSITIONS, Status


class IllegalMove(Conflict):
    """The order is not in a state from which this can happen."""

    code, title = "order_state_conflict", "订单当前状态不允许此操作"


_FACTS: Final[dict[Status, type[OrderConfirmed | OrderCancelled | OrderCompleted]]] = {
    Status.TO_SHIP: OrderConfirmed,
    Status.CANCELLED: OrderCancelled,
    Status.COMPLETED: OrderCompleted,
}


def lock_order(order_id: int) -> Order:
    """Return the order under its row lock.

    :raises OrderNotFound: there is none.
    """
    order = Order.objects.locked().filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound
    return order


def move(order: Order, to: Status, *, actor: Actor, at: datetime, note: str = "", **changes: Any) -> None:
    """Move a locked order by one conditional update, write the event, publish the fact.

    `changes` are further columns of the same update.

    :raises IllegalMove: the table has no such move, or somebody was faster.
    """
    before = Status(order.status)
    if to not in TRANSITIONS[before]:
        raise IllegalMove(f"订单{before.label}，不能变为{to.label}")
    moved = Order.objects.filter(pk=order.pk, status=before).update(status=to, **changes)
    if not moved:
        raise IllegalMove
    order.status = to
    for name, value in changes.items():
        setattr(order, name, value)
    insert_event(order.pk, kind="moved", before=before, after=to, actor=actor, at=at, note=note)
    kind = _FACTS.get(to)
    if kind is not None:
        fact: Fact = kind(order_id=order.pk, member_id=order.member_id)
        publish(fact)
