"""Rows of the product list: one query, only the columns a list shows, an index for every order."""

from typing import Any

from django.db.models import QuerySet

from mall.catalog import search
from mall.catalog.models import Product
from mall.catalog.selectors.categories import branch_ids
from mall.catalog.selectors.visibility import listed_for
from mall.catalog.shapes import ProductFilter
from mall.catalog.viewers import anybody

LIST_FIELDS = ("id", "name", "subtitle", "cover", "price_fen", "list_price_fen", "sales", "tags")
SORTS: dict[str, tuple[str, ...]] = {
    "default": ("-weight", "-id"),
    "sales": ("-sales", "-id"),
    "price": ("price_fen", "id"),
    "-price": ("-price_fen", "-id"),
    "new": ("-created_at", "-id"),
}


def keyset_of(wanted: ProductFilter) -> tuple[str, ...]:
    """Return the columns the list is ordered and paged by, the id last."""
    return search.BY_RELEVANCE if wanted.q and wanted.sort == "default" else SORTS[wanted.sort]


def product_rows(wanted: ProductFilter) -> QuerySet[Product, dict[str, Any]]:
    """Return listed products as dictionaries of `LIST_FIELDS` and the keyset's columns, in the order of `keyset_of`.

    The queryset is lazy: a page adds its own bounds and slice. Costs one more query when a category is asked for.
    """
    keyset = keyset_of(wanted)
    columns = dict.fromkeys([*LIST_FIELDS, *(name.lstrip("-") for name in keyset)])
    rows: QuerySet[Product, dict[str, Any]] = filtered(wanted).order_by(*keyset).values(*columns)
    return rows


def filtered(wanted: ProductFilter) -> QuerySet[Product]:
    """Return the listed products a filter keeps; with a search text they carry `relevance`."""
    products = listed_for(wanted.viewer or anybody(wanted.at))
    exact = {
        "brand_id": wanted.brand_id,
        "price_fen__gte": wanted.price_min_fen,
        "price_fen__lte": wanted.price_max_fen,
        "in_stock": wanted.in_stock,
        "category_id__in": branch_ids(wanted.category_id) if wanted.category_id is not None else None,
    }
    products = products.filter(**{name: value for name, value in exact.items() if value is not None})
    return search.matching(products, wanted.q) if wanted.q else products
