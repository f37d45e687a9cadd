"""The product page: the catalogue's own, with the sheet import and export of the room above it."""

from django.contrib import admin

from mall.catalog.admin.products import ProductDesk
from mall.catalog.models import Product
from mall.imports.admin.sheets import SheetDesk


@admin.register(Product)
class ProductPage(SheetDesk, ProductDesk):
    """What operators work with."""
