"""The one door through which an order's money goes back (rules 5.6, 2.5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from kernel import clock
from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid
from kernel.numbers import new_number
from kernel.outbox.services import publish
from mall.inventory.services import release_stock
from mall.orders.facts import OrderRefunded
from mall.orders.models import Order, OrderLine, OrderRefund, OrderRefundLine
from mall.orders.options import GOODWILL_WITHIN_DAYS
from mall.orders.ports import Offer, get_offer
from mall.orders.services.moving import lock_order, lock_with_member, move
from mall.orders.services.points import give_points_back
from mall.orders.services.sharing import Share, plan_shares
from mall.orders.services.shipping import ship_on
from mall.orders.shapes import RefundRequest
from mall.orders.states import REFUNDABLE, PaymentState, Status
from mall.payments.selectors import unfinished_refunds
from mall.payments.services import create_refunds, pay_wallet_back


class NotRefundable(Conflict):
    code, title = "order_not_refundable", "订单当前不能退款"


class GoodwillOver(Conflict):
    code, title = "goodwill_over", "订单完成已久，不能再退款"


class NothingToRefund(Invalid):
    code, title = "refund_empty", "请填写要退的件数或金额"


@transaction.atomic
def refund_order(*, request: RefundRequest, actor: Actor, at: datetime) -> OrderRefund:
    """Refund pieces or amounts of an order: the order moves at once, the money follows. Amounts in fen.

    Where it takes the last pieces before anything has left, all that is left of the money goes back, freight included:
    a closed order keeps nothing for what it never sent (rules 8.6).

    :raises NotRefundable: nothing was paid, or the order has ended.
    :raises GoodwillOver: it was completed too long ago.
    :raises RefundTooLarge: more than what is left on a line. :raises NothingToRefund:
    """
    return _refund(lock_with_member(request.order_id), request, actor=actor, at=at)


def refund_everything(order: Order, *, reason: str, actor: Actor, at: datetime) -> OrderRefund:
    """Refund all that is left of a locked order of which nothing has been shipped."""
    pieces = {line.pk: line.quantity - line.refunded_quantity for line in order.lines.all()}
    return _refund(order, RefundRequest(order_id=order.pk, reason=reason, pieces=pieces), actor=actor, at=at)


def _refund(order: Order, request: RefundRequest, *, actor: Actor, at: datetime) -> OrderRefund:
    _check_refundable(order, at)
    lines = list(order.lines.all())
    offer = get_offer(order.offer_kind) if order.offer_kind else None
    most_fen = offer.refundable_fen(order_id=order.pk, at=at) if offer else None
    shares, freight_fen = plan_shares(order, lines, request, most_fen=most_fen)
    if not shares and not freight_fen:
        raise NothingToRefund
    refund = _record(order, shares, freight_fen, reason=request.reason, at=at)
    # Payment and refund, stock, points, ledger accounts: the fixed order of the house (rules 4.4).
    if refund.amount_fen:
        create_refunds(
            order_id=order.pk,
            amount_fen=refund.amount_fen,
            reason=refund.reason,
            order_refund_id=refund.pk,
            at=at,
        )
    _take_off(order, refund, shares, at=at)
    _move_after(order, lines, actor=actor, at=at, note=request.reason)
    give_points_back(order, refund, at=at)
    if refund.amount_fen:
        pay_wallet_back(order_refund_id=refund.pk, at=at)
    if offer:
        _take_back_offer(offer, order, refund, shares, at=at)
    if not unfinished_refunds(order_refund_id=refund.pk):
        _succeed(order, refund, at)
    return refund


def _take_back_offer(offer: Offer, order: Order, refund: OrderRefund, shares: Sequence[Share], *, at: datetime) -> None:
    offer.refund(
        order_id=order.pk,
        pieces=sum(share.pieces for share in shares),
        amount_fen=refund.amount_fen - refund.freight_fen,
        key=f"order_refund:{refund.pk}",
        at=at,
    )


def _check_refundable(order: Order, at: datetime) -> None:
    if order.status not in REFUNDABLE or order.payment_state in (PaymentState.UNPAID, PaymentState.DUE):
        raise NotRefundable(f"订单{Status(order.status).label}，不能退款")
    last = order.ended_at and order.ended_at + timedelta(days=GOODWILL_WITHIN_DAYS.get())
    if last and at > last:
        raise GoodwillOver


def _record(order: Order, shares: Sequence[Share], freight_fen: int, *, reason: str, at: datetime) -> OrderRefund:
    """Write the refund with its lines, and what the order has promised back."""
    total = sum(share.amount_fen for share in shares) + freight_fen
    refund = OrderRefund.objects.create(
        number=new_number(clock.date_of(at)), order=order, amount_fen=total, freight_fen=freight_fen,
        points=sum(share.points for share in shares), reason=reason[:80], created_at=at,
    )  # fmt: skip
    OrderRefundLine.objects.bulk_create(
        OrderRefundLine(
            refund=refund, line=share.line, quantity=share.pieces, amount_fen=share.amount_fen, points=share.points
        )
        for share in shares
    )
    order.refunded_fen += total
    order.save(update_fields=["refunded_fen"])
    return refund


def _take_off(order: Order, refund: OrderRefund, shares: Sequence[Share], *, at: datetime) -> None:
    """Count pieces and amounts off their lines; pieces that have not left go back on the shelf."""
    dropped: dict[int, int] = {}
    for share in shares:
        line, unshipped = share.line, min(share.pieces, share.line.to_ship)
        line.refunded_quantity += share.pieces
        line.refunded_fen += share.amount_fen
        line.points_returned += share.points
        line.dropped_quantity += unshipped
        if unshipped and line.is_stocked:
            dropped[line.sku_id] = unshipped
    OrderLine.objects.bulk_update(
        [share.line for share in shares],
        ["refunded_quantity", "refunded_fen", "points_returned", "dropped_quantity"],
    )
    if dropped:
        release_stock(order_id=order.pk, pieces=dropped, reference=refund.number, at=at)


def _move_after(order: Order, lines: list[OrderLine], *, actor: Actor, at: datetime, note: str) -> None:
    """Close the order when every piece is refunded; let it go on when nothing is left to ship."""
    if all(line.refunded_quantity == line.quantity for line in lines):
        move(order, Status.CLOSED, actor=actor, at=at, note=note, ended_at=at)
    elif order.status == Status.TO_SHIP:
        ship_on(order, lines, actor=actor, at=at)


@transaction.atomic
def finish_refund(*, order_refund_id: int, at: datetime) -> None:
    """Take note that money has gone back; when all parts have, tell the rooms above line by line. Idempotent."""
    known = OrderRefund.objects.only("order_id").get(pk=order_refund_id)
    order = lock_order(known.order_id)
    refund = OrderRefund.objects.get(pk=order_refund_id)
    if refund.state == OrderRefund.State.SUCCEEDED or unfinished_refunds(order_refund_id=order_refund_id):
        return
    _succeed(order, refund, at)


def _succeed(order: Order, refund: OrderRefund, at: datetime) -> None:
    refund.state, refund.succeeded_at = OrderRefund.State.SUCCEEDED, at
    refund.save(update_fields=["state", "succeeded_at"])
    order.payment_state = PaymentState.REFUNDED if _is_all_back(order) else PaymentState.PART_REFUNDED
    order.save(update_fields=["payment_state"])
    facts = [
        OrderRefunded(
            order_id=order.pk, line_id=line.line_id, order_refund_id=refund.pk, quantity=line.quantity,
            amount_fen=line.amount_fen,
        )
        for line in refund.lines.all()
    ]  # fmt: skip
    if facts:
        publish(*facts)


def _is_all_back(order: Order) -> bool:
    """Tell whether all money has gone back; where none was paid, whether all pieces have."""
    if not order.payable_fen:
        return order.status == Status.CLOSED
    succeeded = order.refunds.filter(state=OrderRefund.State.SUCCEEDED)
    returned: int = succeeded.aggregate(fen=Sum("amount_fen", default=0))["fen"]
    return returned == order.payable_fen
