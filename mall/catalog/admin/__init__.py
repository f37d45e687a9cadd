"""The catalogue's pages for operators."""

from mall.catalog.admin import categories, products, searches, skus

__all__ = ["categories", "products", "searches", "skus"]
