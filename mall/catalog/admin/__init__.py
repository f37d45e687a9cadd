"""The catalogue's pages for operators."""

from mall.catalog.admin import categories, products, searches

__all__ = ["categories", "products", "searches"]
