"""Points items for tests."""

from typing import Any

from mall.inventory.models import StockItem
from mall.pointsmall.models import PointsItem


def points_item(shelf: StockItem, **fields: Any) -> PointsItem:
    """Return an item of 100 points for what lies on a shelf."""
    return PointsItem.objects.create(sku_id=shelf.sku_id, **{"points": 100, **fields})
