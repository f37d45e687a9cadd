"""A quote as clients read it: the answer of `POST quotes`, and what a changed price is shown with (rules 2.8)."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from mall.pricing.services import quote
from mall.pricing.shapes import Quote, QuoteLine
from mall.quotes.services.gathering import Gathered, gather
from mall.quotes.shapes import Basket


def price_basket(*, basket: Basket, at: datetime) -> dict[str, Any]:
    """Price a basket without placing it, by the same function as checkout; returns the fields of the answer.

    :raises SkuUnavailable, EmptyBasket, OfferTakesOneLine, mall.pricing.lanes.NotDelivered:
    """
    gathered = gather(basket, at=at, lock=False)
    return quote_data(gathered, quote(gathered.request))


def quote_data(gathered: Gathered, priced: Quote) -> dict[str, Any]:
    """Return a quote with the names of its goods as JSON values. Amounts in fen."""
    return {
        "lines": [_line(gathered, line) for line in priced.lines],
        "goods_fen": priced.goods_fen,
        "discount_fen": priced.discount_fen,
        "freight_fen": priced.freight_fen,
        "points": asdict(priced.points),
        "payable_fen": priced.payable_fen,
        "adjustments": [asdict(adjustment) for adjustment in priced.freight_adjustments],
        "coupons": {"usable": [], "unusable": []},
        "hints": list(_hints(priced)),
        "is_optimal": priced.is_optimal,
    }


def _hints(priced: Quote) -> Iterator[str]:
    """Say what the member could still do, in words."""
    if not priced.is_freight_known:
        yield "选择收货地址后计算运费"
    points = priced.points
    if points.used > points.available:
        yield f"积分不足，还差 {points.used - points.available} 积分"
    elif points.used < points.usable:
        yield f"本单可用 {points.usable} 积分抵扣"


def _line(gathered: Gathered, line: QuoteLine) -> dict[str, Any]:
    sku = gathered.skus[line.sku_id]
    return {
        "sku_id": str(line.sku_id),
        "product_id": str(line.product_id),
        "name": sku.product_name,
        "options": sku.options,
        "cover_url": sku.cover_url,
        "quantity": line.quantity,
        "unit_price_fen": line.unit_price_fen,
        "goods_fen": line.goods_fen,
        "paid_fen": line.paid_fen,
        "freight_fen": line.freight_fen,
        "adjustments": [asdict(adjustment) for adjustment in line.adjustments],
    }
