"""What of a SKU can be bought, and why not."""

from collections.abc import Iterable
from datetime import datetime

from kernel import clock
from mall.catalog.files import public_url
from mall.catalog.models import Product, Sku
from mall.catalog.shapes import SellableSku


def sellable_skus(sku_ids: Iterable[int], *, at: datetime | None = None) -> dict[int, SellableSku]:
    """Return the SKUs by id with one query; unknown ids are absent. Stock is not looked at."""
    moment = at or clock.now()
    skus = Sku.objects.of(sku_ids).select_related("product").order_by("id")
    return {sku.pk: _sellable(sku, moment) for sku in skus}


def _sellable(sku: Sku, at: datetime) -> SellableSku:
    product = sku.product
    reason = why_not(sku, at)
    return SellableSku(
        sku_id=sku.pk,
        product_id=product.pk,
        product_name=product.name,
        product_kind=product.kind,
        options=sku.options_text(),
        cover_url=public_url(product.cover),
        price_fen=sku.price_fen,
        list_price_fen=sku.list_price_fen,
        weight_grams=sku.weight_grams,
        volume_cm3=sku.volume_cm3,
        category_id=product.category_id,
        brand_id=product.brand_id,
        freight_template_id=product.freight_template_id,
        is_buyable=not reason,
        why_not=reason,
    )


def why_not(sku: Sku, at: datetime) -> str:
    """Return why nobody can buy it at that moment, stock aside; empty when they can."""
    product = sku.product
    if product.kind == Product.Kind.SERVICE:
        return "该商品不单独出售"
    if product.archived_at or not product.is_on_shelf:
        return "商品已下架"
    if product.on_at and at < product.on_at:
        return "商品尚未开售"
    if product.off_at and at >= product.off_at:
        return "商品已下架"
    return "" if sku.is_active else "该规格已停售"
