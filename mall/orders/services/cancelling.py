"""Cancel an order: no new payment from now, the channel is asked outside the transaction, then all is given back or it goes on."""

import logging
from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from mall.orders.models import Order
from mall.orders.services.confirming import confirm_payment, give_back_held
from mall.orders.services.moving import IllegalMove, lock_order, move
from mall.orders.services.refunding import refund_everything
from mall.orders.states import FulfilmentState, PaymentState, Status
from mall.payments.selectors import live_payments, succeeded_payments
from mall.payments.services import close_payment
from members.accounts.services import lock_member

log = logging.getLogger(__name__)


class AlreadyShipping(Conflict):
    code, title = "order_already_shipping", "订单已开始发货，请收货后申请售后"


def cancel_order(*, order_id: int, actor: Actor, at: datetime, note: str = "") -> Order:
    """Cancel an order from its unpaid or not yet shipped state; channels are closed between two transactions.

    Returns the order `cancelled`, `closed` (paid: refund under way), `cancelling` (the channel has not answered yet) or,
    where the money was faster, going on.

    :raises IllegalMove: it is neither unpaid nor waiting to be shipped.
    :raises AlreadyShipping: a parcel has left.
    """
    order = start_cancelling(order_id=order_id, actor=actor, at=at, note=note)
    if order.status == Status.CANCELLING:
        order = finish_cancelling(order_id=order_id, at=at)
    return order


@transaction.atomic
def start_cancelling(*, order_id: int, actor: Actor, at: datetime, note: str = "") -> Order:
    """Take the first step: stop new payments, or refund a paid order that has not been shipped."""
    lock_member(member_id=Order.objects.only("member_id").get(pk=order_id).member_id)
    order = lock_order(order_id)
    if order.status == Status.TO_SHIP and order.payment_state != PaymentState.DUE:
        if order.fulfilment_state != FulfilmentState.NONE:
            raise AlreadyShipping
        refund_everything(order, reason=note or "发货前取消", actor=actor, at=at)
        return order
    if order.status == Status.CANCELLING:
        return order
    if order.status != Status.PENDING_PAYMENT:
        raise IllegalMove
    move(order, Status.CANCELLING, actor=actor, at=at, note=note)
    return order


def finish_cancelling(*, order_id: int, at: datetime) -> Order:
    """Close the order's open payments at their channels, then settle what that means. Network, outside any transaction."""
    for payment in live_payments(order_id=order_id):
        close_payment(payment_id=payment.pk, at=at)
    return settle_cancelling(order_id=order_id, at=at)


@transaction.atomic
def settle_cancelling(*, order_id: int, at: datetime) -> Order:
    """Decide under the order's lock: paid after all goes on; none succeeded gives all back; undecided is asked again."""
    lock_member(member_id=Order.objects.only("member_id").get(pk=order_id).member_id)
    order = lock_order(order_id)
    if order.status != Status.CANCELLING:
        return order
    paid = succeeded_payments(order_id=order_id)
    if paid:
        for payment in paid:
            order = confirm_payment(order_id=order_id, payment_id=payment.pk, amount_fen=payment.amount_fen, at=at)
        if order.status != Status.CANCELLING:
            return order
    if live_payments(order_id=order_id):
        log.info("order %s stays cancelling: a channel has not answered", order.number)
        return order
    move(order, Status.CANCELLED, actor=Actor.system(), at=at, ended_at=at)
    give_back_held(order, at=at)
    return order
