"""What may be done to the catalogue. Imports live in the room `mall.imports`."""

from mall.catalog.services.categories import CategoryInLoop, CategoryNotFound, CategoryTooDeep, move_category
from mall.catalog.services.figures import add_rating, add_sales, set_in_stock
from mall.catalog.services.prices import (
    PriceInvalid,
    SkuChange,
    SkuNotFound,
    change_price,
    change_sku,
    set_sku_active,
)
from mall.catalog.services.products import (
    OptionsInvalid,
    ProductCodeTaken,
    SkuCodeTaken,
    add_sku,
    create_product,
    reindex_products,
)
from mall.catalog.services.reference import save_brand, save_category
from mall.catalog.services.saving import Outcome, save_product
from mall.catalog.services.searches import count_search, forget_searches
from mall.catalog.services.service_skus import ensure_service_sku
from mall.catalog.services.shelf import (
    NothingToSell,
    ProductArchived,
    archive_product,
    put_on_shelf,
    restore_product,
    take_off_shelf,
)

__all__ = [
    "CategoryInLoop",
    "CategoryNotFound",
    "CategoryTooDeep",
    "NothingToSell",
    "OptionsInvalid",
    "Outcome",
    "PriceInvalid",
    "ProductArchived",
    "ProductCodeTaken",
    "SkuChange",
    "SkuCodeTaken",
    "SkuNotFound",
    "add_rating",
    "add_sales",
    "add_sku",
    "archive_product",
    "change_price",
    "change_sku",
    "count_search",
    "create_product",
    "ensure_service_sku",
    "forget_searches",
    "move_category",
    "put_on_shelf",
    "reindex_products",
    "restore_product",
    "save_brand",
    "save_category",
    "save_product",
    "set_in_stock",
    "set_sku_active",
    "take_off_shelf",
]
