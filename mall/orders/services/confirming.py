"""What happens when money arrives for an order (rules 4, 5.4)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.audit.actors import Actor
from mall.orders.models import Order
from mall.orders.ports import get_offer
from mall.orders.services.moving import lock_with_member, move
from mall.orders.services.shipping import ship_on
from mall.orders.states import UNPAID, PaymentState, Status
from mall.payments.services import return_excess
from members.accounts.services import mark_first_paid


@transaction.atomic
def confirm_payment(*, order_id: int, payment_id: int, amount_fen: int, at: datetime) -> Order:
    """Let a paid order go on; money that it cannot take goes back whole. `amount_fen` is what arrived.

    Late (the order has ended unpaid, or needs no money any more), double (it is paid already) and not the exact amount
    are returned and shown in the exception queue. Doing it twice is doing it once: the same payment finds the order
    paid by itself.
    """
    order = lock_with_member(order_id)
    if order.paid_by_id == payment_id:
        return order
    if order.status not in UNPAID:
        return_excess(payment_id=payment_id, kind="double" if order.paid_by_id else "late", at=at)
    elif amount_fen != order.payable_fen:
        return_excess(payment_id=payment_id, kind="wrong_amount", at=at)
    else:
        _confirm(order, actor=Actor.channel(), at=at, paid_by_id=payment_id)
    return order


def confirm_free_order(*, order: Order, at: datetime) -> None:
    """Confirm a locked order with nothing to pay, without a channel (rules 2.6)."""
    _confirm(order, actor=Actor.system(), at=at, paid_by_id=None)


def _confirm(order: Order, *, actor: Actor, at: datetime, paid_by_id: int | None) -> None:
    goes_on = get_offer(order.offer_kind).confirm(order_id=order.pk, at=at) if order.offer_kind else True
    paid: dict[str, Any] = {"payment_state": PaymentState.PAID, "paid_at": at, "paid_by_id": paid_by_id}
    move(order, Status.TO_SHIP if goes_on else Status.GROUPING, actor=actor, at=at, **paid)
    mark_first_paid(member_id=order.member_id, at=at)
    if goes_on:
        ship_on(order, list(order.lines.all()), at=at)
