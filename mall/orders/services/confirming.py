"""What happens when money arrives for an order (rules 4, 5.4)."""

from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from mall.orders.models import Order
from mall.orders.ports import get_offer
from mall.orders.services.moving import lock_with_member, move
from mall.orders.services.points import spend_points
from mall.orders.services.shipping import ship_on
from mall.orders.states import UNPAID, PaymentState, Status
from mall.payments.selectors import kept_payments
from mall.payments.services import Attempt, keep, lock_attempt, return_excess
from members.accounts.services import mark_first_paid


@transaction.atomic
def confirm_payment(*, order_id: int, payment_id: int, at: datetime) -> Order:
    """Let a paid order go on; money that it cannot take goes back whole.

    Late (the order has ended unpaid, or needs no money any more), double (it is paid already) and not the exact amount
    are returned and shown in the exception queue. Doing it twice is doing it once.
    """
    order = lock_with_member(order_id)
    attempt = lock_attempt(payment_id=payment_id)
    if attempt.is_decided:
        return order
    if order.status not in UNPAID:
        kind = "double" if kept_payments(order_id=order_id) else "late"
        return_excess(payment_id=payment_id, kind=kind, at=at)
    elif attempt.total_fen != order.payable_fen:
        return_excess(payment_id=payment_id, kind="wrong_amount", at=at)
    else:
        confirm(order, attempt, actor=Actor.channel(), at=at)
    return order


def confirm_free_order(*, order: Order, at: datetime) -> None:
    """Confirm a locked order with nothing to pay, without a channel (rules 2.6)."""
    confirm(order, None, actor=Actor.system(), at=at)


def confirm(order: Order, attempt: Attempt | None, *, actor: Actor, at: datetime) -> None:
    """Let a locked order go on with the money of a locked attempt; points and wallet are spent with it.

    :raises members.wallet.services.NotEnoughWallet: the wallet alone pays, and has less.
    """
    goes_on = get_offer(order.offer_kind).confirm(order_id=order.pk, at=at) if order.offer_kind else True
    to = Status.TO_SHIP if goes_on else Status.GROUPING
    move(order, to, actor=actor, at=at, payment_state=PaymentState.PAID, paid_at=at)
    mark_first_paid(member_id=order.member_id, at=at)
    if goes_on:
        ship_on(order, list(order.lines.all()), at=at)
    # Stock, then lots, then ledger accounts: the fixed order of the house (rules 4.4).
    spend_points(order, at=at)
    if attempt is not None:
        keep(attempt, at=at)
