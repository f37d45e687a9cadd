"""The six lanes of the quote, in order (rules 2). Each takes the draft and returns it with its adjustments."""

from collections.abc import Callable

from mall.pricing.draft import Draft
from mall.pricing.lanes.freight import NotDelivered, freight
from mall.pricing.lanes.numbers import COUPON, FREIGHT, ITEM, ORDER, POINTS, UNIT_PRICE
from mall.pricing.lanes.points import points
from mall.pricing.lanes.unit_price import lowest_price, unit_price
from mall.pricing.shapes import QuoteRequest

__all__ = ["COUPON", "FREIGHT", "ITEM", "LANES", "ORDER", "POINTS", "UNIT_PRICE", "NotDelivered", "lowest_price"]

Lane = Callable[[Draft, QuoteRequest], Draft]


def nothing_competes(draft: Draft, request: QuoteRequest) -> Draft:
    """A lane in which nothing competes yet: item, order and coupon savings come with their rooms."""
    return draft


LANES: tuple[tuple[int, Lane], ...] = (
    (UNIT_PRICE, unit_price),
    (ITEM, nothing_competes),
    (ORDER, nothing_competes),
    (COUPON, nothing_competes),
    (FREIGHT, freight),
    (POINTS, points),
)
