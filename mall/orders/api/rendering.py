"""Put a quote and the names of its goods together for a client."""

from typing import Any

from mall.orders.services.pricing_inputs import Gathered
from mall.pricing.shapes import Quote


def quote_data(gathered: Gathered, quote: Quote) -> dict[str, Any]:
    """Return the fields of `QuoteOutput`. Amounts in fen."""
    return {
        "lines": [
            {
                "sku_id": line.sku_id,
                "product_id": line.product_id,
                "name": gathered.skus[line.sku_id].product_name,
                "options": gathered.skus[line.sku_id].options,
                "cover_url": gathered.skus[line.sku_id].cover_url,
                "quantity": line.quantity,
                "unit_price_fen": line.unit_price_fen,
                "goods_fen": line.goods_fen,
                "paid_fen": line.paid_fen,
                "freight_fen": line.freight_fen,
                "adjustments": line.adjustments,
            }
            for line in quote.lines
        ],
        "goods_fen": quote.goods_fen,
        "discount_fen": quote.discount_fen,
        "freight_fen": quote.freight_fen,
        "points": {"used": 0, "saved_fen": 0},
        "payable_fen": quote.payable_fen,
        "adjustments": quote.freight_adjustments,
        "coupons": {"usable": [], "unusable": []},
        "hints": [] if quote.is_freight_known else ["选择收货地址后计算运费"],
        "is_optimal": quote.is_optimal,
    }
