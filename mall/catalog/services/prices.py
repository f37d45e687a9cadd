"""Prices of SKUs: always through here, so that the product's column follows and the change is on record."""

from dataclasses import dataclass
from typing import Self

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.audit.services import record, target_of
from kernel.errors import Invalid, NotFound
from kernel.outbox.services import publish
from mall.catalog.facts import PriceChanged
from mall.catalog.models import Product, Sku
from mall.catalog.services.products import refresh_price


class SkuNotFound(NotFound):
    code, title = "sku_not_found", "SKU 不存在"


class PriceInvalid(Invalid):
    code, title = "price_invalid", "价格有误"


@dataclass(frozen=True, kw_only=True)
class SkuChange:
    price_fen: int
    list_price_fen: int | None
    weight_grams: int | None = None
    is_active: bool | None = None

    @classmethod
    def of(cls, sku: Sku) -> Self:
        return cls(
            price_fen=sku.price_fen,
            list_price_fen=sku.list_price_fen,
            weight_grams=sku.weight_grams,
            is_active=sku.is_active,
        )


def change_price(*, sku_id: int, price_fen: int, list_price_fen: int | None, actor: Actor) -> Sku:
    """Set a SKU's price and its crossed-out list price, in fen; the same prices again change nothing.

    :raises SkuNotFound: no such SKU.
    :raises PriceInvalid: the price is not above zero, or the list price is below it.
    """
    _check(price_fen, list_price_fen)
    with transaction.atomic():
        sku = lock_sku(sku_id)
        before = {"price_fen": sku.price_fen, "list_price_fen": sku.list_price_fen}
        after = {"price_fen": price_fen, "list_price_fen": list_price_fen}
        if before == after:
            return sku
        sku.price_fen, sku.list_price_fen = price_fen, list_price_fen
        sku.save(update_fields=["price_fen", "list_price_fen"])
        refresh_price(sku.product)
        _tell(sku, before["price_fen"])
        record(
            actor=actor,
            action="mall.catalog.change_price",
            label="修改价格",
            target=target_of(sku),
            before=before,
            after=after,
        )
    return sku


def change_sku(*, sku_id: int, change: SkuChange, actor: Actor) -> bool:
    """Bring a SKU's prices, weight and state to what is asked; return whether anything differed. None leaves it.

    :raises SkuNotFound: no such SKU.
    :raises PriceInvalid: the price is not above zero, or the list price is below it.
    """
    with transaction.atomic():
        sku = lock_sku(sku_id)
        before = SkuChange.of(sku)
        change_price(sku_id=sku_id, price_fen=change.price_fen, list_price_fen=change.list_price_fen, actor=actor)
        if change.is_active is not None:
            set_sku_active(sku_id=sku_id, is_active=change.is_active, actor=actor)
        sku = lock_sku(sku_id)
        if change.weight_grams not in (None, sku.weight_grams):
            sku.weight_grams = change.weight_grams
            sku.save(update_fields=["weight_grams"])
        return SkuChange.of(sku) != before


def set_sku_active(*, sku_id: int, is_active: bool, actor: Actor) -> Sku:
    """Stop or resume selling a SKU; a product without an active SKU leaves the shelf.

    :raises SkuNotFound: no such SKU.
    """
    with transaction.atomic():
        sku = lock_sku(sku_id)
        if sku.is_active == is_active:
            return sku
        sku.is_active = is_active
        sku.save(update_fields=["is_active"])
        refresh_price(sku.product)
        record(
            actor=actor,
            action="mall.catalog.set_sku_active",
            label="恢复销售" if is_active else "停止销售",
            target=target_of(sku),
            before={"is_active": not is_active},
            after={"is_active": is_active},
        )
    return sku


def lock_sku(sku_id: int) -> Sku:
    """Return a SKU with its product, both locked, the product first.

    :raises SkuNotFound: no such SKU.
    """
    product = Product.objects.locked().filter(skus=sku_id).first()
    if product is None:
        raise SkuNotFound
    sku: Sku = Sku.objects.locked().get(pk=sku_id)
    sku.product = product
    return sku


def _check(price_fen: int, list_price_fen: int | None) -> None:
    if price_fen <= 0:
        raise PriceInvalid("售价必须大于 0")
    if list_price_fen is not None and list_price_fen < price_fen:
        raise PriceInvalid("划线价不能低于售价")


def _tell(sku: Sku, old_fen: int | None) -> None:
    if old_fen is not None and old_fen != sku.price_fen:
        publish(PriceChanged(product_id=sku.product_id, sku_id=sku.pk, old_fen=old_fen, new_fen=sku.price_fen))
