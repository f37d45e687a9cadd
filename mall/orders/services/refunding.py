"""The one door through which an order's money goes back (rules 5.6, 2.5)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from kernel import clock, money
from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid
from kernel.numbers import new_number
from kernel.outbox.services import publish
from mall.inventory.services import release_stock
from mall.orders.facts import OrderRefunded
from mall.orders.models import Order, OrderLine, OrderRefund, OrderRefundLine
from mall.orders.services.moving import lock_order, move
from mall.orders.services.shipping import shipping_moves
from mall.orders.shapes import RefundRequest
from mall.orders.states import PaymentState, Status
from mall.payments.selectors import refundable_payments, unfinished_refunds
from mall.payments.services import create_refund
from members.accounts.services import lock_member

REFUNDABLE = (Status.GROUPING, Status.TO_SHIP, Status.SHIPPED, Status.RECEIVED, Status.COMPLETED)


class NotRefundable(Conflict):
    code, title = "order_not_refundable", "订单当前不能退款"


class RefundTooLarge(Invalid):
    """More pieces or more money than are left on a line."""

    code, title = "refund_too_large", "超过可退的件数或金额"


@transaction.atomic
def refund_order(*, request: RefundRequest, actor: Actor, at: datetime) -> OrderRefund:
    """Refund pieces or amounts of an order: the order moves at once, the money follows. Amounts in fen.

    :raises NotRefundable: nothing was paid, or the order has ended.
    :raises RefundTooLarge: more than what is left on a line.
    """
    lock_member(member_id=Order.objects.only("member_id").get(pk=request.order_id).member_id)
    return _refund(lock_order(request.order_id), request, actor=actor, at=at)


def refund_everything(order: Order, *, reason: str, actor: Actor, at: datetime) -> OrderRefund:
    """Refund all that is left of a locked order, its freight included."""
    lines = list(order.lines.all())
    request = RefundRequest(
        order_id=order.pk,
        reason=reason,
        pieces={line.pk: line.quantity - line.refunded_quantity for line in lines},
        amounts_fen={line.pk: line.paid_fen - line.refunded_fen for line in lines},
        with_freight=True,
    )
    return _refund(order, request, actor=actor, at=at)


def _refund(order: Order, request: RefundRequest, *, actor: Actor, at: datetime) -> OrderRefund:
    if order.status not in REFUNDABLE or order.payment_state not in (PaymentState.PAID, PaymentState.PART_REFUNDED):
        raise NotRefundable
    lines = {line.pk: line for line in order.lines.select_for_update().order_by("id")}
    taken = {
        line_id: _amount(lines, line_id, request) for line_id in sorted({*request.pieces, *request.amounts_fen})
    }
    freight = _freight_left(order) if request.with_freight else 0
    total = sum(taken.values()) + freight
    if order.refunded_fen + total > order.payable_fen:
        raise RefundTooLarge
    refund = OrderRefund.objects.create(
        number=new_number(clock.date_of(at)), order=order, amount_fen=total, freight_fen=freight,
        reason=request.reason, created_at=at,
    )
    _take_from_lines(order, lines, request.pieces, taken, refund, at)
    Order.objects.filter(pk=order.pk).update(refunded_fen=F("refunded_fen") + total)
    order.refunded_fen += total
    _move_after(order, list(lines.values()), actor=actor, at=at, note=request.reason)
    _ask_payments(order, refund, at)
    return refund


def _amount(lines: Mapping[int, OrderLine], line_id: int, request: RefundRequest) -> int:
    """Return what goes back for a line: as asked, else exactly the share paid for its pieces."""
    line = lines.get(line_id)
    pieces = request.pieces.get(line_id, 0)
    if line is None or pieces < 0 or pieces > line.quantity - line.refunded_quantity:
        raise RefundTooLarge
    share = money.part_of(line.paid_fen, line.quantity, line.refunded_quantity, pieces)
    amount = request.amounts_fen.get(line_id, min(share, line.paid_fen - line.refunded_fen))
    if amount < 0 or amount > line.paid_fen - line.refunded_fen:
        raise RefundTooLarge
    return amount


def _freight_left(order: Order) -> int:
    returned = sum(order.refunds.values_list("freight_fen", flat=True))
    return order.freight_fen - returned


def _take_from_lines(
    order: Order, lines: Mapping[int, OrderLine], pieces: Mapping[int, int], taken: Mapping[int, int],
    refund: OrderRefund, at: datetime,
) -> None:
    """Count the pieces and amounts off their lines; pieces that have not left go back on the shelf."""
    dropped: dict[int, int] = {}
    for line_id, amount in taken.items():
        line, count = lines[line_id], pieces.get(line_id, 0)
        unshipped = min(count, line.to_ship)
        line.refunded_quantity += count
        line.refunded_fen += amount
        line.dropped_quantity += unshipped
        if unshipped:
            dropped[line.sku_id] = dropped.get(line.sku_id, 0) + unshipped
    OrderLine.objects.bulk_update(lines.values(), ["refunded_quantity", "refunded_fen", "dropped_quantity"])
    OrderRefundLine.objects.bulk_create(
        OrderRefundLine(refund=refund, line_id=line_id, quantity=pieces.get(line_id, 0), amount_fen=amount)
        for line_id, amount in taken.items()
    )
    if dropped:
        release_stock(order_id=order.pk, pieces=dropped, reference=refund.number, at=at)


def _move_after(order: Order, lines: list[OrderLine], *, actor: Actor, at: datetime, note: str) -> None:
    """Close the order when every piece is refunded; let it ship when only shipped pieces are left."""
    if all(line.refunded_quantity == line.quantity for line in lines):
        move(order, Status.CLOSED, actor=actor, at=at, note=note, ended_at=at)
    elif order.status == Status.TO_SHIP:
        shipping_moves(order, lines, actor=actor, at=at)


def _ask_payments(order: Order, refund: OrderRefund, at: datetime) -> None:
    """Split over the payments that make up the paid amount; where no money is due it has succeeded already."""
    rest = refund.amount_fen
    for payment in refundable_payments(order_id=order.pk):
        part = min(rest, payment.refundable_fen)
        if part:
            create_refund(
                payment_id=payment.pk, amount_fen=part, reason=refund.reason, order_refund_id=refund.pk, at=at
            )
            rest -= part
    if rest:
        raise RefundTooLarge
    if not refund.amount_fen:
        _succeed(order, refund, at)


@transaction.atomic
def finish_refund(*, order_refund_id: int, at: datetime) -> None:
    """Take note that money has gone back; when all parts have, tell the rooms above line by line. Idempotent."""
    known = OrderRefund.objects.only("order_id").get(pk=order_refund_id)
    order = lock_order(known.order_id)
    refund = OrderRefund.objects.select_for_update().get(pk=order_refund_id)
    if refund.state == OrderRefund.State.SUCCEEDED or unfinished_refunds(order_refund_id=order_refund_id):
        return
    _succeed(order, refund, at)


def _succeed(order: Order, refund: OrderRefund, at: datetime) -> None:
    OrderRefund.objects.filter(pk=refund.pk).update(state=OrderRefund.State.SUCCEEDED, succeeded_at=at)
    paid_back = order.refunds.filter(state=OrderRefund.State.SUCCEEDED)
    whole = sum(paid_back.values_list("amount_fen", flat=True)) >= order.payable_fen
    Order.objects.filter(pk=order.pk).update(
        payment_state=PaymentState.REFUNDED if whole else PaymentState.PART_REFUNDED
    )
    publish(
        *(
            OrderRefunded(
                order_id=order.pk, line_id=line.line_id, order_refund_id=refund.pk, quantity=line.quantity,
                amount_fen=line.amount_fen,
            )
            for line in refund.lines.all()
        )
    )
