"""What may be done to the catalogue."""

from mall.catalog.services.figures import add_rating, add_sales, set_in_stock
from mall.catalog.services.products import (
    OptionsInvalid,
    ProductCodeTaken,
    SkuCodeTaken,
    create_product,
    reindex_products,
)

__all__ = [
    "OptionsInvalid",
    "ProductCodeTaken",
    "SkuCodeTaken",
    "add_rating",
    "add_sales",
    "create_product",
    "reindex_products",
    "set_in_stock",
]
