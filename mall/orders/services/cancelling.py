"""Cancel an order: no new payment from now, the channel is asked, then all is given back or it goes on (rules 4)."""

import logging
from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from mall.inventory.services import release_stock
from mall.orders.models import Order
from mall.orders.ports import get_offer
from mall.orders.services.confirming import confirm_payment
from mall.orders.services.moving import IllegalMove, lock_with_member, move
from mall.orders.services.points import let_points_go
from mall.orders.services.refunding import refund_everything
from mall.orders.states import UNPAID, FulfilmentState, PaymentState, Status
from mall.payments.selectors import live_payments, succeeded_payments
from mall.payments.services import close_payment

log = logging.getLogger(__name__)


class AlreadyShipping(Conflict):
    code, title = "order_already_shipping", "订单已开始发货，请收货后申请售后"


def cancel_order(*, order_id: int, actor: Actor, at: datetime, note: str = "") -> Order:
    """Cancel an order that is unpaid or not yet shipped. Network between two transactions.

    Returns the order `cancelled`, `closed` (paid: refund under way), `cancelling` (the channel has not answered yet)
    or, where the money was faster, going on.

    :raises IllegalMove: it is neither unpaid nor waiting to be shipped.
    :raises AlreadyShipping: a parcel has left.
    """
    seen = stop_paying(order_id=order_id, actor=actor, at=at, note=note)
    return conclude_cancelling(order_id=order_id, seen=seen, actor=actor, at=at, note=note)


def expire_order(*, order_id: int, at: datetime) -> Order:
    """Cancel an unpaid order whose time is over, or go on cancelling it; one paid meanwhile is left alone. Network.

    The clock found the order some time ago: what it is now is looked at again under the lock.
    """
    _begin_to_expire(order_id, at)
    close_payments(order_id=order_id, at=at)
    return settle_cancelling(order_id=order_id, at=at)


def stop_paying(*, order_id: int, actor: Actor, at: datetime, note: str = "") -> Status:
    """First step: no new payment from now, open ones closed at their channels. Returns the state the order was in.

    Network after the transaction. A paid order is left as it is for `conclude_cancelling`.

    :raises IllegalMove, AlreadyShipping:
    """
    with transaction.atomic():
        order = lock_with_member(order_id)
        seen = Status(order.status)
        if seen == Status.PENDING_PAYMENT:
            move(order, Status.CANCELLING, actor=actor, at=at, note=note)
        elif seen != Status.CANCELLING:
            _check_cancellable(order)
    if seen in UNPAID:
        close_payments(order_id=order_id, at=at)
    return seen


def conclude_cancelling(*, order_id: int, seen: Status, actor: Actor, at: datetime, note: str = "") -> Order:
    """Second step, decided by what the order was in the first: refund what was paid, or settle what was not.

    An order that was unpaid then and is paid now goes on; it is not refunded behind the buyer's back.

    :raises IllegalMove, AlreadyShipping:
    """
    if seen in UNPAID:
        return settle_cancelling(order_id=order_id, at=at)
    with transaction.atomic():
        order = lock_with_member(order_id)
        _check_cancellable(order)
        refund_everything(order, reason=note or "发货前取消", actor=actor, at=at)
        return order


def close_payments(*, order_id: int, at: datetime) -> None:
    """Close an order's open payments at their channels; one that is paid already is settled. Network."""
    for payment in live_payments(order_id=order_id):
        close_payment(payment_id=payment.pk, at=at)


@transaction.atomic
def settle_cancelling(*, order_id: int, at: datetime) -> Order:
    """Settle an order that is being cancelled by what the channels have said (rules 4).

    Paid after all: it goes on. None succeeded: all that it holds is given back. No answer: it stays and is asked again.
    """
    order = lock_with_member(order_id)
    if order.status != Status.CANCELLING:
        return order
    for payment in succeeded_payments(order_id=order.pk):
        order = confirm_payment(order_id=order.pk, payment_id=payment.pk, at=at)
    if order.status != Status.CANCELLING:
        return order
    if live_payments(order_id=order.pk):
        log.info("order %s stays cancelling: a channel has not answered", order.number)
        return order
    move(order, Status.CANCELLED, actor=Actor.system(), at=at, ended_at=at)
    _give_back_held(order, at=at)
    return order


@transaction.atomic
def _begin_to_expire(order_id: int, at: datetime) -> None:
    order = lock_with_member(order_id)
    if order.status == Status.PENDING_PAYMENT and order.expires_at <= at:
        move(order, Status.CANCELLING, actor=Actor.clock(), at=at, note="超时未付款")


def _check_cancellable(order: Order) -> None:
    if order.status != Status.TO_SHIP or order.payment_state == PaymentState.DUE:
        raise IllegalMove(f"订单{Status(order.status).label}，不能取消")
    if order.fulfilment_state != FulfilmentState.NONE:
        raise AlreadyShipping


def _give_back_held(order: Order, *, at: datetime) -> None:
    """Release what an unpaid order holds: its offer, its stock, its points."""
    if order.offer_kind:
        get_offer(order.offer_kind).release(order_id=order.pk, at=at)
    release_stock(order_id=order.pk, reference=order.number, at=at)
    let_points_go(order, at=at)
