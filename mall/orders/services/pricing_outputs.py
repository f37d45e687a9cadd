"""A quote as clients read it: the answer of `POST quotes`, and what a changed price is shown with (rules 2.8)."""

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
        "points": {"used": 0, "saved_fen": 0},
        "payable_fen": quote.payable_fen,
        "adjustments": [asdict(adjustment) for adjustment in quote.freight_adjustments],
        "coupons": {"usable": [], "unusable": []},
        "hints": [] if quote.is_freight_known else ["选择收货地址后计算运费"],
        "is_optimal": quote.is_optimal,
    }


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
