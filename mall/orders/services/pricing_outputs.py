"""A quote as clients read it: the answer of `POST quotes`, and what a changed price is shown with (rules 2.8)."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from mall.orders.services.pricing_inputs import Gathered
from mall.pricing.shapes import Quote, QuoteLine


def quote_data(gathered: Gathered, quote: Quote) -> dict[str, Any]:
    """Return a quote with the names of its goods as JSON values. Amounts in fen."""
    return {
        "lines": [_line(gathered, line) for line in quote.lines],
        "goods_fen": quote.goods_fen,
        "discount_fen": quote.discount_fen,
        "freight_fen": quote.freight_fen,
        "points": asdict(quote.points),
        "payable_fen": quote.payable_fen,
        "adjustments": [asdict(adjustment) for adjustment in quote.freight_adjustments],
        "coupons": {"usable": [], "unusable": []},
        "hints": list(_hints(quote)),
        "is_optimal": quote.is_optimal,
    }


def _hints(quote: Quote) -> Iterator[str]:
    """Say what the member could still do, in words."""
    if not quote.is_freight_known:
        yield "选择收货地址后计算运费"
    points = quote.points
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
