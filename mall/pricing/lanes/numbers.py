"""The places of the lanes: an adjustment names its own."""

UNIT_PRICE, ITEM, ORDER, COUPON, FREIGHT, POINTS = range(1, 7)
