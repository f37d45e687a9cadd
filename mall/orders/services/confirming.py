"""What happens when money arrives for an order (rules 4, 5.4)."""

from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from mall.inventory.services import release_stock
from mall.orders.models import Order
from mall.orders.ports import get_offer
from mall.orders.services.moving import lock_order, move
from mall.orders.states import UNPAID, PaymentState, Status
from mall.payments.services import return_excess
from members.accounts.services import lock_member, mark_first_paid


@transaction.atomic
def confirm_payment(*, order_id: int, payment_id: int, amount_fen: int, at: datetime) -> Order:
    """Let a paid order go on; money that it cannot take goes back whole.

    Late (the order has ended), double (it is paid already) and not the exact amount are returned and shown in the
    exception queue. Doing it twice is doing it once: the same payment finds the order paid by itself.
    """
    order = lock_with_member(order_id)
    if order.paid_by_id == payment_id:
        return order
    if order.status not in UNPAID:
        return_excess(payment_id=payment_id, kind="late" if order.status == Status.CANCELLED else "double", at=at)
        return order
    if amount_fen != order.payable_fen:
        return_excess(payment_id=payment_id, kind="wrong_amount", at=at)
        return order
    _confirm(order, actor=Actor.channel(), at=at, paid_by_id=payment_id)
    return order


def confirm_free_order(*, order: Order, at: datetime) -> None:
    """Confirm an order with nothing to pay in the transaction that placed it (rules 2.6)."""
    _confirm(order, actor=Actor.system(), at=at, paid_by_id=None)


def lock_with_member(order_id: int) -> Order:
    """Lock member, offer, order: the fixed order of the house (rules 4.4)."""
    known = Order.objects.only("member_id", "offer_kind").get(pk=order_id)
    lock_member(member_id=known.member_id)
    if known.offer_kind:
        get_offer(known.offer_kind).lock_for(order_id=order_id)
    return lock_order(order_id)


def _confirm(order: Order, *, actor: Actor, at: datetime, paid_by_id: int | None) -> None:
    goes_on = get_offer(order.offer_kind).confirm(order_id=order.pk, at=at) if order.offer_kind else True
    move(
        order,
        Status.TO_SHIP if goes_on else Status.GROUPING,
        actor=actor,
        at=at,
        payment_state=PaymentState.PAID,
        paid_at=at,
        paid_by_id=paid_by_id,
    )
    mark_first_paid(member_id=order.member_id, at=at)


def give_back_held(order: Order, *, at: datetime) -> None:
    """Release what an unpaid order holds: its offer and its stock."""
    if order.offer_kind:
        get_offer(order.offer_kind).release(order_id=order.pk, at=at)
    release_stock(order_id=order.pk, reference=order.number, at=at)
