"""Reads of stock."""

from collections.abc import Iterable

from django.db.models import F

from mall.inventory.models import StockItem, StockItemQuerySet
from mall.inventory.options import LOW_AT


def available(sku_ids: Iterable[int]) -> dict[int, int]:
    """Return the pieces available of each SKU, 0 where there is no shelf; one query."""
    wanted = list(sku_ids)
    rows = StockItem.objects.filter(sku_id__in=wanted).values_list("sku_id", "on_hand", "held")
    found = {sku_id: on_hand - held for sku_id, on_hand, held in rows}
    return {sku_id: found.get(sku_id, 0) for sku_id in wanted}


def products_in_stock(product_ids: Iterable[int]) -> set[int]:
    """Return those of the products that have an active SKU with a piece available."""
    return set(
        StockItem.objects.filter(
            sku__product_id__in=list(product_ids), sku__is_active=True, on_hand__gt=F("held")
        ).values_list("sku__product_id", flat=True)
    )


def low_items() -> StockItemQuerySet:
    """Return the items at or under their threshold, scarcest first."""
    return (
        StockItem.objects.low(default_threshold=LOW_AT.get())
        .select_related("sku__product")
        .order_by(F("on_hand") - F("held"), "id")
    )
