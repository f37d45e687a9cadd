"""On the shelf, off the shelf, into the archive and back. Schedules need no clock job: reads compare the times."""

from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.audit.services import record, target_of
from kernel.errors import Conflict
from mall.catalog import search
from mall.catalog.models import Product, Sku
from mall.catalog.selectors.detail import ProductNotFound
from mall.catalog.services.products import reindex_products


class NothingToSell(Conflict):
    code, title = "nothing_to_sell", "商品没有在售的 SKU，不能上架"


class ProductArchived(Conflict):
    code, title = "product_archived", "商品已归档，请先恢复"


def put_on_shelf(*, product_id: int, actor: Actor) -> Product:
    """Show a product to members, within its schedule if it has one.

    :raises ProductNotFound: no such product.
    :raises ProductArchived: it lies in the archive.
    :raises NothingToSell: none of its SKUs is active, or it is a service, which only offers sell.
    """
    with transaction.atomic():
        product = _lock(product_id)
        if product.is_on_shelf:
            return product
        if product.archived_at:
            raise ProductArchived
        is_service = product.kind == Product.Kind.SERVICE
        if is_service or not Sku.objects.active().filter(product_id=product_id).exists():
            raise NothingToSell
        _move(product, actor, "put_on_shelf", "上架", is_on_shelf=True)
    return product


def take_off_shelf(*, product_id: int, actor: Actor) -> Product:
    """Hide a product from members at once.

    :raises ProductNotFound: no such product.
    """
    with transaction.atomic():
        product = _lock(product_id)
        if product.is_on_shelf:
            _move(product, actor, "take_off_shelf", "下架", is_on_shelf=False)
    return product


def archive_product(*, product_id: int, actor: Actor, at: datetime) -> Product:
    """Put a product away for good: off the shelf, out of the search, still there for orders that name it (rules 1.5).

    :raises ProductNotFound: no such product.
    """
    with transaction.atomic():
        product = _lock(product_id)
        if product.archived_at is None:
            search.forget([product_id])
            _move(product, actor, "archive_product", "归档", is_on_shelf=False, archived_at=at)
    return product


def restore_product(*, product_id: int, actor: Actor) -> Product:
    """Take a product out of the archive; it stays off the shelf.

    :raises ProductNotFound: no such product.
    """
    with transaction.atomic():
        product = _lock(product_id)
        if product.archived_at is not None:
            _move(product, actor, "restore_product", "恢复", archived_at=None)
            reindex_products(product_ids=[product_id])
    return product


def _lock(product_id: int) -> Product:
    product: Product | None = Product.objects.locked().filter(pk=product_id).first()
    if product is None:
        raise ProductNotFound
    return product


def _move(product: Product, actor: Actor, act: str, label: str, **after: object) -> None:
    before = {name: getattr(product, name) for name in after}
    for name, value in after.items():
        setattr(product, name, value)
    product.save(update_fields=list(after))
    record(
        actor=actor,
        action=f"mall.catalog.{act}",
        label=f"商品{label}",
        target=target_of(product),
        before=before,
        after=after,
    )
