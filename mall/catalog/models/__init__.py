"""Categories, brands, products with their options and SKUs. Nothing here is ever deleted, only archived (rules 1.5)."""

from mall.catalog.models.prices import AudiencePrice
from mall.catalog.models.products import (
    DEFAULT_WEIGHT_GRAMS,
    Attribute,
    Option,
    OptionValue,
    Picture,
    Product,
    Sku,
)
from mall.catalog.models.tree import Brand, Category
from mall.catalog.models.words import HotWord, SearchCount, SearchEntry

__all__ = [
    "DEFAULT_WEIGHT_GRAMS",
    "Attribute",
    "AudiencePrice",
    "Brand",
    "Category",
    "HotWord",
    "Option",
    "OptionValue",
    "Picture",
    "Product",
    "SearchCount",
    "SearchEntry",
    "Sku",
]
