"""What other rooms may read of the catalogue."""

from mall.catalog.selectors.categories import CategoryNode, branch_ids, category_tree
from mall.catalog.selectors.detail import ProductDetail, ProductNotFound, options_of, product_detail, require_listed
from mall.catalog.selectors.finding import Suggestion, hot_words, suggestions
from mall.catalog.selectors.products import LIST_FIELDS, SORTS, filtered, keyset_of, product_rows
from mall.catalog.selectors.sellable import NOT_FOR_YOU, WhyNot, sellable_skus, why_not
from mall.catalog.selectors.visibility import listed_for
from mall.catalog.shapes import ProductFilter, SellableSku, SpecialPrice
from mall.catalog.viewers import Viewer, anybody

__all__ = [
    "LIST_FIELDS",
    "NOT_FOR_YOU",
    "SORTS",
    "CategoryNode",
    "ProductDetail",
    "ProductFilter",
    "ProductNotFound",
    "SellableSku",
    "SpecialPrice",
    "Suggestion",
    "Viewer",
    "WhyNot",
    "anybody",
    "branch_ids",
    "category_tree",
    "filtered",
    "hot_words",
    "keyset_of",
    "listed_for",
    "options_of",
    "product_detail",
    "product_rows",
    "require_listed",
    "sellable_skus",
    "suggestions",
    "why_not",
]
