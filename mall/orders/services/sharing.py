"""What goes back for which line: exactly the share paid for the pieces (rules 2.5). Amounts in fen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from kernel import money
from kernel.errors import Invalid
from mall.orders.models import Order, OrderLine
from mall.orders.shapes import RefundRequest


class RefundTooLarge(Invalid):
    """More pieces or more money than are left on a line."""

    code, title = "refund_too_large", "超过可退的件数或金额"


@dataclass(frozen=True)
class Share:
    """What goes back for one line."""

    line: OrderLine
    pieces: int
    amount_fen: int


def plan_shares(order: Order, lines: Sequence[OrderLine], request: RefundRequest) -> tuple[list[Share], int]:
    """Return what goes back line by line, and of the freight.

    :raises RefundTooLarge: more than what is left on a line, or a line of another order.
    """
    wanted = {*request.pieces, *request.amounts_fen}
    if wanted - {line.pk for line in lines}:
        raise RefundTooLarge
    shares = [_share(line, request) for line in lines if line.pk in wanted]
    if _ends_unshipped(lines, request):
        pieces = {share.line.pk: share.pieces for share in shares}
        rest = [Share(line, pieces.get(line.pk, 0), line.paid_fen - line.refunded_fen) for line in lines]
        return [share for share in rest if share.pieces or share.amount_fen], _freight_left(order)
    freight_fen = _freight_left(order) if request.with_freight else 0
    return [share for share in shares if share.pieces or share.amount_fen], freight_fen


def _share(line: OrderLine, request: RefundRequest) -> Share:
    """Return what goes back for a line: as asked, else exactly the share paid for its pieces."""
    pieces = request.pieces.get(line.pk, 0)
    left = line.paid_fen - line.refunded_fen
    if not 0 <= pieces <= line.quantity - line.refunded_quantity:
        raise RefundTooLarge
    share = money.part_of(line.paid_fen, line.quantity, line.refunded_quantity, pieces)
    amount = request.amounts_fen.get(line.pk, min(share, left))
    if not 0 <= amount <= left:
        raise RefundTooLarge
    return Share(line, pieces, amount)


def _ends_unshipped(lines: Sequence[OrderLine], request: RefundRequest) -> bool:
    return not any(line.shipped_quantity for line in lines) and all(
        line.refunded_quantity + request.pieces.get(line.pk, 0) == line.quantity for line in lines
    )


def _freight_left(order: Order) -> int:
    returned: int = order.refunds.aggregate(fen=Sum("freight_fen", default=0))["fen"]
    return order.freight_fen - returned
