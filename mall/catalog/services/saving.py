"""Save a whole product as an import names it: create it, bring it up to date, or find nothing to do."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from kernel.audit.actors import Actor
from mall.catalog.models import Attribute, Product, Sku
from mall.catalog.services.prices import SkuChange, change_sku
from mall.catalog.services.products import (
    OptionsInvalid,
    SkuCodeTaken,
    add_skus,
    create_product,
    key_of,
    plain_fields,
    reindex_products,
    set_attributes,
)
from mall.catalog.shapes import ProductIn, SkuIn


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


def save_product(*, product: ProductIn, actor: Actor, at: datetime) -> Outcome:
    """Create the product with this code, or make it what is asked. All or nothing.

    SKUs that are not named stay. Stock is declared for new SKUs only; a known product stays on or off the shelf.

    :raises SkuCodeTaken: a SKU code belongs to another product.
    :raises OptionsInvalid: combinations clash, or a known SKU would change its own.
    :raises PriceInvalid: a price is not above zero, or a list price is below it.
    """
    with transaction.atomic():
        known = Product.objects.locked().filter(code=product.code).first()
        if known is None:
            create_product(product=product, at=at)
            return Outcome.CREATED
        changes = [
            _update_plain(known, product),
            _update_attributes(known, product.attributes),
            _update_skus(known, product.skus, actor),
        ]
        if not any(changes):
            return Outcome.UNCHANGED
        reindex_products(product_ids=[known.pk])
    return Outcome.UPDATED


def _update_plain(known: Product, product: ProductIn) -> bool:
    changed = {name: value for name, value in plain_fields(product).items() if getattr(known, name) != value}
    for name, value in changed.items():
        setattr(known, name, value)
    if changed:
        known.save(update_fields=list(changed))
    return bool(changed)


def _update_attributes(known: Product, attributes: Sequence[tuple[str, str]] | None) -> bool:
    if attributes is None:
        return False
    present = Attribute.objects.filter(product_id=known.pk).order_by("position").values_list("name", "value")
    if list(present) == list(attributes):
        return False
    set_attributes(known.pk, attributes)
    return True


def _update_skus(known: Product, skus: Sequence[SkuIn], actor: Actor) -> bool:
    present = {each.code: each for each in Sku.objects.filter(code__in=[sku.code for sku in skus])}
    elsewhere = sorted(code for code, each in present.items() if each.product_id != known.pk)
    if elsewhere:
        raise SkuCodeTaken("SKU 编码已属于其他商品：" + "、".join(elsewhere))
    changes = [_update_sku(present[sku.code], sku, actor) for sku in skus if sku.code in present]
    new = [sku for sku in skus if sku.code not in present]
    if new:
        add_skus(known, new)
    return any(changes) or bool(new)


def _update_sku(known: Sku, sku: SkuIn, actor: Actor) -> bool:
    if known.options_key != key_of(sku.options):
        raise OptionsInvalid(f"SKU {sku.code} 的规格组合与已有的不同，不能通过导入修改")
    change = SkuChange(price_fen=sku.price_fen, list_price_fen=sku.list_price_fen, weight_grams=sku.weight_grams)
    return change_sku(sku_id=known.pk, change=change, actor=actor)
