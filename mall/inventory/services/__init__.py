"""Writes of the stock room: holds follow an order, the shelf follows the warehouse."""

from mall.inventory.services.holds import (
    BadQuantity,
    NotEnoughStock,
    NotHeld,
    hold_stock,
    release_stock,
    ship_stock,
)
from mall.inventory.services.shelf import (
    CountBelowHeld,
    ReasonMissing,
    StockItemNotFound,
    count_stock,
    open_shelf,
    receive_stock,
    refresh_in_stock,
    return_stock,
    set_initial_stock,
    set_low_at,
)

__all__ = [
    "BadQuantity",
    "CountBelowHeld",
    "NotEnoughStock",
    "NotHeld",
    "ReasonMissing",
    "StockItemNotFound",
    "count_stock",
    "hold_stock",
    "open_shelf",
    "receive_stock",
    "refresh_in_stock",
    "release_stock",
    "return_stock",
    "set_initial_stock",
    "set_low_at",
    "ship_stock",
]
