"""The operator's price change before payment: through the same gate as a cancel (rules 4.3)."""

from datetime import datetime

from django.db import transaction

from kernel import money
from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid
from mall.orders.models import Order, OrderAdjustment, OrderLine
from mall.orders.services.confirming import confirm_free_order
from mall.orders.services.moving import IllegalMove, lock_order
from mall.orders.statements import insert_event
from mall.orders.states import Status
from mall.payments.selectors import live_payments, succeeded_payments
from mall.payments.services import close_payment
from members.accounts.services import lock_member

OPERATOR_LANE = 7


class PaymentOpen(Conflict):
    code, title = "payment_open", "会员正在付款，暂时不能改价"


class PriceOutOfRange(Invalid):
    code, title = "price_out_of_range", "改价后的商品金额须在 0 与原商品金额之间"


def change_price(*, order_id: int, goods_fen: int, note: str, actor: Actor, at: datetime) -> Order:
    """Set what the goods of an unpaid order cost, in fen, freight apart. Open payments are closed at the channel first.

    :raises IllegalMove: the order is not waiting for payment.
    :raises PaymentOpen: a payment is open or has just succeeded.
    :raises PriceOutOfRange: below zero or above what the goods cost on the shelf.
    """
    for payment in live_payments(order_id=order_id):
        close_payment(payment_id=payment.pk, at=at)
    return _change(order_id=order_id, goods_fen=goods_fen, note=note, actor=actor, at=at)


@transaction.atomic
def _change(*, order_id: int, goods_fen: int, note: str, actor: Actor, at: datetime) -> Order:
    lock_member(member_id=Order.objects.only("member_id").get(pk=order_id).member_id)
    order = lock_order(order_id)
    if order.status != Status.PENDING_PAYMENT:
        raise IllegalMove
    if live_payments(order_id=order_id) or succeeded_payments(order_id=order_id):
        raise PaymentOpen
    if not 0 <= goods_fen <= order.goods_fen:
        raise PriceOutOfRange
    lines = list(order.lines.select_for_update().order_by("id"))
    before = [line.paid_fen for line in lines]
    for line, paid in zip(lines, _spread(order, lines, goods_fen), strict=True):
        line.paid_fen = paid
    OrderLine.objects.bulk_update(lines, ["paid_fen"])
    OrderAdjustment.objects.bulk_create(
        OrderAdjustment(
            order=order, line=line, lane=OPERATOR_LANE, source=f"operator:{actor.id}", label="客服改价",
            amount_fen=line.paid_fen - old,
        )
        for line, old in zip(lines, before, strict=True)
        if line.paid_fen != old
    )
    return _retotal(order, goods_fen, note=note, actor=actor, at=at)


def _spread(order: Order, lines: list[OrderLine], goods_fen: int) -> list[int]:
    """Split the new amount by what the lines cost on the shelf; no line costs more than that."""
    shelf = [line.unit_price_fen * line.quantity for line in lines]
    return money.split(goods_fen, shelf, shelf)


def _retotal(order: Order, goods_fen: int, *, note: str, actor: Actor, at: datetime) -> Order:
    old = order.payable_fen
    order.discount_fen = order.goods_fen - goods_fen
    order.payable_fen = goods_fen + order.freight_fen
    Order.objects.filter(pk=order.pk).update(discount_fen=order.discount_fen, payable_fen=order.payable_fen)
    text = f"应付 {money.yuan(old)} 改为 {money.yuan(order.payable_fen)}：{note}"[:200]
    insert_event(order.pk, kind="repriced", before=order.status, after=order.status, actor=actor, at=at, note=text)
    if not order.payable_fen:
        confirm_free_order(order=order, at=at)
    return order
