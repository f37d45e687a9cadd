"""`manage.py reindex_catalog`: rewrite the search words of all products, after a new segmenter or a restored backup."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from rich.console import Console
from rich.progress import track

from mall.catalog.models import Product
from mall.catalog.services import reindex_products

BATCH = 500


class Command(BaseCommand):
    help = "重建商品搜索词条"

    def handle(self, *args: Any, **options: Any) -> None:
        ids = list(Product.objects.filter(archived_at=None).order_by("id").values_list("id", flat=True))
        batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
        for batch in track(batches, description="重建搜索词条", console=Console(stderr=True), transient=True):
            with transaction.atomic():
                reindex_products(product_ids=batch)
        self.stdout.write(f"已重建 {len(ids)} 件商品的搜索词条")
