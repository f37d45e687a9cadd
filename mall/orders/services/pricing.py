"""The operator's price change before payment: through the same gate as a cancel (rules 4.3)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kernel import money
from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid
from mall.orders.models import Order, OrderAdjustment, OrderLine
from mall.orders.services.cancelling import close_payments
from mall.orders.services.confirming import confirm_free_order
from mall.orders.services.moving import IllegalMove, lock_with_member, note_event
from mall.orders.states import Status
from mall.payments.selectors import live_payments, succeeded_payments
from mall.pricing.lanes import POINTS

OPERATOR_LANE = 7


class PaymentOpen(Conflict):
    code, title = "payment_open", "会员正在付款或已付款，暂时不能改价"


class PriceOutOfRange(Invalid):
    code, title = "price_out_of_range", "改价后的商品金额须在 0 与原商品金额（减去积分抵扣）之间"


def change_price(*, order_id: int, goods_fen: int, note: str, actor: Actor, at: datetime) -> Order:
    """Set what is to be paid for the goods of an unpaid order, in fen, freight apart. Network between two transactions.

    Open payments are closed at their channels first, once it is sure that the change may be made. The points of the
    order stay as they are, and so does what they save.

    :raises IllegalMove: the order is not waiting for payment.
    :raises PriceOutOfRange: below zero, or above what the goods cost on the shelf less what points pay.
    :raises PaymentOpen: a payment is open or has just succeeded.
    """
    with transaction.atomic():
        _ceilings(_changeable(order_id), goods_fen)
    close_payments(order_id=order_id, at=at)
    with transaction.atomic():
        order = _changeable(order_id)
        ceilings = _ceilings(order, goods_fen)
        if live_payments(order_id=order_id) or succeeded_payments(order_id=order_id):
            raise PaymentOpen
        _change_lines(order, goods_fen, ceilings, actor=actor)
        _retotal(order, goods_fen, note=note, actor=actor, at=at)
    return order


def _changeable(order_id: int) -> Order:
    order = lock_with_member(order_id)
    if order.status != Status.PENDING_PAYMENT:
        raise IllegalMove(f"订单{Status(order.status).label}，不能改价")
    return order


def _ceilings(order: Order, goods_fen: int) -> dict[int, int]:
    """Return what each line may cost at most, by its id, if the goods may cost that much together."""
    of_points = order.adjustments.filter(lane=POINTS).order_by().values_list("line_id").annotate(fen=Sum("amount_fen"))
    saved = dict(of_points)
    most = {line.pk: line.unit_price_fen * line.quantity + saved.get(line.pk, 0) for line in order.lines.all()}
    if not 0 <= goods_fen <= sum(most.values()):
        raise PriceOutOfRange
    return most


def _change_lines(order: Order, goods_fen: int, ceilings: dict[int, int], *, actor: Actor) -> None:
    """Split the new amount by what the lines cost on the shelf; no line costs more than its ceiling."""
    lines = list(order.lines.all())
    shelf = [line.unit_price_fen * line.quantity for line in lines]
    most = [ceilings[line.pk] for line in lines]
    adjustments = []
    for line, paid_fen in zip(lines, money.split(goods_fen, shelf, most), strict=True):
        if paid_fen != line.paid_fen:
            adjustments.append(_adjustment(line, paid_fen - line.paid_fen, actor))
            line.paid_fen = paid_fen
    OrderLine.objects.bulk_update(lines, ["paid_fen"])
    OrderAdjustment.objects.bulk_create(adjustments)


def _adjustment(line: OrderLine, amount_fen: int, actor: Actor) -> OrderAdjustment:
    return OrderAdjustment(
        order_id=line.order_id,
        line=line,
        lane=OPERATOR_LANE,
        source=str(actor),
        label="客服改价",
        amount_fen=amount_fen,
    )


def _retotal(order: Order, goods_fen: int, *, note: str, actor: Actor, at: datetime) -> None:
    old = order.payable_fen
    order.discount_fen = order.goods_fen - goods_fen
    order.payable_fen = goods_fen + order.freight_fen
    order.save(update_fields=["discount_fen", "payable_fen"])
    text = f"应付 {money.yuan(old)} 改为 {money.yuan(order.payable_fen)}：{note}"
    note_event(order, kind="repriced", actor=actor, at=at, note=text)
    if not order.payable_fen:
        confirm_free_order(order=order, at=at)
