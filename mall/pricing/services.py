"""The one function behind preview, checkout and the operator's price check (rules 2)."""

from mall.pricing.draft import Draft, DraftLine, merged
from mall.pricing.lanes import LANES, POINTS
from mall.pricing.shapes import Quote, QuoteLine, QuoteRequest


def quote(request: QuoteRequest) -> Quote:
    """Price a request: pure, no database, no clock. Amounts in fen.

    :raises mall.pricing.lanes.NotDelivered: a physical line cannot go to the address.
    """
    draft = Draft(lines=merged(request.lines))
    for _, lane in LANES:
        draft = lane(draft, request)
    lines = tuple(_line(line) for line in draft.lines)
    goods = sum(line.goods_fen for line in lines)
    paid = sum(line.paid_fen for line in lines)
    freight = sum(a.amount_fen for a in draft.freight_adjustments)
    return Quote(
        lines=lines,
        freight_adjustments=draft.freight_adjustments,
        goods_fen=goods,
        discount_fen=goods - paid,
        freight_fen=freight,
        payable_fen=paid + freight,
        is_freight_known=draft.is_freight_known,
        points=draft.points,
    )


def _line(line: DraftLine) -> QuoteLine:
    return QuoteLine(
        sku_id=line.given.sku_id,
        product_id=line.given.product_id,
        quantity=line.given.quantity,
        unit_price_fen=line.given.unit_price_fen,
        goods_fen=line.goods_fen,
        paid_fen=line.after(POINTS),
        freight_fen=line.freight_fen,
        points_used=line.points_used,
        adjustments=line.adjustments,
    )
