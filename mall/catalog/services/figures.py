"""The columns other rooms keep up to date: in stock, sales, rating."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from mall.catalog.models import Product


def set_in_stock(*, product_ids: Iterable[int], in_stock: bool) -> None:
    """Note whether products can be had; the stock room above knows."""
    Product.objects.filter(pk__in=set(product_ids), in_stock=not in_stock).update(in_stock=in_stock)


def add_sales(*, pieces: Mapping[int, int]) -> None:
    """Add sold pieces by product id, in id order; negative pieces take back, never below zero."""
    with transaction.atomic():
        for product in Product.objects.filter(pk__in=pieces).locked().only("id", "sales"):
            Product.objects.filter(pk=product.pk).update(sales=max(product.sales + pieces[product.pk], 0))


def add_rating(*, product_id: int, stars: int, count: int = 1) -> None:
    """Add the stars of `count` reviews; negative figures take a review back."""
    Product.objects.filter(pk=product_id).update(
        rating_sum=F("rating_sum") + stars, rating_count=F("rating_count") + count
    )
