"""Covers and icons: pictures that others have drawn or taken."""

from django.core.files.base import ContentFile
from django.db import transaction

from mall.catalog.models import Category, Product


@transaction.atomic
def set_cover(*, product_id: int, content: bytes) -> None:
    """Give a product its cover, a WebP picture; the old file stays, because orders show it."""
    product = Product.objects.select_for_update().get(pk=product_id)
    product.cover.save(f"{product.code}.webp", ContentFile(content), save=False)
    Product.objects.filter(pk=product_id).update(cover=product.cover.name)


@transaction.atomic
def set_icon(*, category_id: int, content: bytes) -> None:
    """Give a category its icon, a WebP picture."""
    category = Category.objects.select_for_update().get(pk=category_id)
    category.icon.save(f"{category.code}.webp", ContentFile(content), save=False)
    Category.objects.filter(pk=category_id).update(icon=category.icon.name)
