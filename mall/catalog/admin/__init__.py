"""The catalogue's pages for operators."""

from mall.catalog.admin import categories, prices, products, searches, skus

__all__ = ["categories", "prices", "products", "searches", "skus"]
