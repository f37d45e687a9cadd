"""Something an offer sells that is no catalogue product: a plan, a top-up. Without stock, never on the shelf."""

from datetime import datetime

from django.db import transaction

from mall.catalog.models import Category, Product, Sku
from mall.catalog.services.products import SkuCodeTaken

_SERVICES = {"name": "服务", "is_visible": False, "position": 9999}


@transaction.atomic
def ensure_service_sku(*, code: str, name: str, price_fen: int, at: datetime) -> int:
    """Return the id of the service's SKU with this code, created or brought up to date. Price in fen, at least 1.

    :raises SkuCodeTaken: the code belongs to goods of the catalogue.
    """
    known = Sku.objects.select_related("product").filter(code=code).first()
    if known is None:
        category, _ = Category.objects.get_or_create(code="services", defaults=_SERVICES)
        product = Product.objects.create(
            code=code, name=name, category=category, kind=Product.Kind.SERVICE, price_fen=price_fen, created_at=at
        )
        return Sku.objects.create(product=product, code=code, price_fen=price_fen).pk
    product = known.product
    if product.kind != Product.Kind.SERVICE:
        raise SkuCodeTaken
    if (product.name, known.price_fen) != (name, price_fen):
        product.name, product.price_fen, known.price_fen = name, price_fen, price_fen
        product.save(update_fields=["name", "price_fen"])
        known.save(update_fields=["price_fen"])
    return known.pk
