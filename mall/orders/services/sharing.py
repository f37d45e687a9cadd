"""What goes back for which line: exactly the share paid for the pieces, in money and in points (rules 2.5, 8.7)."""

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
    """What goes back for one line: pieces, money in fen, points."""

    line: OrderLine
    pieces: int
    amount_fen: int
    points: int

    @property
    def is_empty(self) -> bool:
        return not (self.pieces or self.amount_fen or self.points)


def plan_shares(
    order: Order, lines: Sequence[OrderLine], request: RefundRequest, *, most_fen: int | None
) -> tuple[list[Share], int]:
    """Return what goes back line by line, and of the freight. `most_fen` is what an offer still lets go back.

    :raises RefundTooLarge: more than what is left on a line, or a line of another order.
    """
    wanted = {*request.pieces, *request.amounts_fen}
    if wanted - {line.pk for line in lines}:
        raise RefundTooLarge
    shares = [_share(line, request, most_fen) for line in lines if line.pk in wanted]
    if _ends_unshipped(lines, request):
        pieces = {share.line.pk: share.pieces for share in shares}
        rest = [_rest(line, pieces.get(line.pk, 0)) for line in lines]
        return [share for share in rest if not share.is_empty], _freight_left(order)
    freight_fen = _freight_left(order) if request.with_freight else 0
    return [share for share in shares if not share.is_empty], freight_fen


def _share(line: OrderLine, request: RefundRequest, most_fen: int | None) -> Share:
    """Return what goes back for a line: as asked, else exactly the share paid for its pieces."""
    pieces = request.pieces.get(line.pk, 0)
    left = line.paid_fen - line.refunded_fen
    most = left if most_fen is None else min(left, most_fen)
    if not 0 <= pieces <= line.quantity - line.refunded_quantity:
        raise RefundTooLarge
    asked = request.amounts_fen.get(line.pk)
    if asked is not None:
        if not 0 <= asked <= most:
            raise RefundTooLarge
        if line.paid_fen:
            return _with_points(
                line, pieces, asked, money.part_of(line.points_used, line.paid_fen, line.refunded_fen, asked)
            )
    by_pieces = (line.quantity, line.refunded_quantity, pieces)
    amount = min(money.part_of(line.paid_fen, *by_pieces), most)
    return _with_points(line, pieces, amount, money.part_of(line.points_used, *by_pieces))


def _with_points(line: OrderLine, pieces: int, amount_fen: int, points: int) -> Share:
    """Return the share with its points: in proportion, never more than are left, and with the last fen all of them."""
    left = line.points_used - line.points_returned
    is_last = line.paid_fen and line.refunded_fen + amount_fen == line.paid_fen
    return Share(line, pieces, amount_fen, left if is_last else min(points, left))


def _rest(line: OrderLine, pieces: int) -> Share:
    """Return all that is left of a line's money and points."""
    return Share(line, pieces, line.paid_fen - line.refunded_fen, line.points_used - line.points_returned)


def _ends_unshipped(lines: Sequence[OrderLine], request: RefundRequest) -> bool:
    return not any(line.shipped_quantity for line in lines) and all(
        line.refunded_quantity + request.pieces.get(line.pk, 0) == line.quantity for line in lines
    )


def _freight_left(order: Order) -> int:
    returned: int = order.refunds.aggregate(fen=Sum("freight_fen", default=0))["fen"]
    return order.freight_fen - returned
