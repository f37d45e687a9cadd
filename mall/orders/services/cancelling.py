"""Cancel an order: no new payment from now, the channel is asked outside the transaction, then all is given back or it goes on."""

import logging
from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from mall.orders.models import Order
from mall.orders.services.confirming import confirm_payment, give_back_held, lock_with_member
from mall.orders.services.moving import IllegalMove, move
from mall.orders.services.refunding import refund_everything
from mall.orders.states import UNPAID, FulfilmentState, PaymentState, Status
from mall.payments.selectors import live_payments, succeeded_payments
from mall.payments.services import close_payment

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
    seen = stop_paying(order_id=order_id, actor=actor, at=at, note=note)
    return conclude_cancelling(order_id=order_id, seen=seen, actor=actor, at=at, note=note)


def stop_paying(*, order_id: int, actor: Actor, at: datetime, note: str = "") -> Status:
    """First step: no new payment from now, open ones closed at their channels. Returns the state the order was in.

    Network after the transaction. A paid order is left as it is for `conclude_cancelling`.

    :raises IllegalMove, AlreadyShipping:
    """
    with transaction.atomic():
        order = _locked(order_id)
        seen = Status(order.status)
        if seen == Status.PENDING_PAYMENT:
            move(order, Status.CANCELLING, actor=actor, at=at, note=note)
        elif seen != Status.CANCELLING:
            _check_cancellable(order)
    if seen in UNPAID:
        for payment in live_payments(order_id=order_id):
            close_payment(payment_id=payment.pk, at=at)
    return seen


@transaction.atomic
def conclude_cancelling(*, order_id: int, seen: Status, actor: Actor, at: datetime, note: str = "") -> Order:
    """Second step, decided by what the order was in the first: refund what was paid, or settle what was not.

    An order that was unpaid then and is paid now goes on; it is not refunded behind the buyer's back.
    """
    order = _locked(order_id)
    if seen not in UNPAID:
        _check_cancellable(order)
        refund_everything(order, reason=note or "发货前取消", actor=actor, at=at)
        return order
    if order.status == Status.CANCELLING:
        _settle(order, at=at)
        order.refresh_from_db()
    return order


def finish_cancelling(*, order_id: int, at: datetime) -> Order:
    """Ask the channels again about an order that stays `cancelling`, and settle it. Network, outside any transaction."""
    actor = Actor.clock()
    seen = stop_paying(order_id=order_id, actor=actor, at=at)
    return conclude_cancelling(order_id=order_id, seen=seen, actor=actor, at=at)


def _locked(order_id: int) -> Order:
    """Lock the member, the offer's rows, then the order (rules 4.4)."""
    return lock_with_member(order_id)


def _check_cancellable(order: Order) -> None:
    if order.status != Status.TO_SHIP or order.payment_state == PaymentState.DUE:
        raise IllegalMove
    if order.fulfilment_state != FulfilmentState.NONE:
        raise AlreadyShipping


def _settle(order: Order, *, at: datetime) -> None:
    """Under the offer's and the order's lock: paid after all goes on; none succeeded gives all back; else asked again."""
    for payment in succeeded_payments(order_id=order.pk):
        confirm_payment(order_id=order.pk, payment_id=payment.pk, amount_fen=payment.amount_fen, at=at)
    order.refresh_from_db(fields=["status"])
    if order.status != Status.CANCELLING:
        return
    if live_payments(order_id=order.pk):
        log.info("order %s stays cancelling: a channel has not answered", order.number)
        return
    move(order, Status.CANCELLED, actor=Actor.system(), at=at, ended_at=at)
    give_back_held(order, at=at)
