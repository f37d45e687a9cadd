"""The one way an order changes its state (rules 4.1)."""

from datetime import datetime
from typing import Any, Final

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from kernel.outbox.facts import Fact
from kernel.outbox.services import publish
from mall.orders.facts import OrderCancelled, OrderCompleted, OrderConfirmed
from mall.orders.models import Order
from mall.orders.ports import get_offer
from mall.orders.selectors import OrderNotFound
from mall.orders.statements import insert_event
from mall.orders.states import TRANSITIONS, Status
from members.accounts.services import lock_member

# What a timeline's row takes; texts of operators may be longer.
NOTE_LENGTH = 200


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


def lock_with_member(order_id: int) -> Order:
    """Lock the member, the offer's rows, then the order: the fixed order of the house (rules 4.4).

    :raises OrderNotFound: there is none.
    """
    known = Order.objects.only("member_id", "offer_kind").filter(pk=order_id).first()
    if known is None:
        raise OrderNotFound
    lock_member(member_id=known.member_id)
    if known.offer_kind:
        get_offer(known.offer_kind).lock_for(order_id=order_id)
    return lock_order(order_id)


def note_event(order: Order, *, kind: str, actor: Actor, at: datetime, note: str = "") -> None:
    """Write something that moves nothing into the timeline, in the caller's transaction, under the order's lock."""
    status = order.status
    insert_event(order.pk, kind=kind, before=status, after=status, actor=actor, at=at, note=note[:NOTE_LENGTH])


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
    insert_event(order.pk, kind="moved", before=before, after=to, actor=actor, at=at, note=note[:NOTE_LENGTH])
    kind = _FACTS.get(to)
    if kind is not None:
        fact: Fact = kind(order_id=order.pk, member_id=order.member_id)
        publish(fact)
