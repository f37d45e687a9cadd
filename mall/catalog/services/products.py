"""Bring a product into the catalogue and keep what is known of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, Invalid
from kernel.outbox.services import publish
from mall.catalog import search
from mall.catalog.facts import SkuListed, StockDeclared
from mall.catalog.models import DEFAULT_WEIGHT_GRAMS, Attribute, Option, OptionValue, Product, Sku
from mall.catalog.richtext import clean_html
from mall.catalog.shapes import ProductIn, SkuIn

Options = tuple[tuple[str, str], ...]


class ProductCodeTaken(Conflict):
    code, title = "product_code_taken", "商品编码已存在"


class SkuCodeTaken(Conflict):
    code, title = "sku_code_taken", "SKU 编码已存在"


class OptionsInvalid(Invalid):
    code, title = "options_invalid", "规格组合有误"


def create_product(*, product: ProductIn, at: datetime) -> Product:
    """Create a product with its SKUs, options and attributes; declare the stock of SKUs that name one.

    :raises ProductCodeTaken: a product has this code.
    :raises SkuCodeTaken: a SKU has one of the codes.
    :raises OptionsInvalid: SKUs choose by different options, or two choose the same.
    """
    with transaction.atomic():
        if Product.objects.filter(code=product.code).exists():
            raise ProductCodeTaken(f"商品编码 {product.code} 已存在")
        saved = Product(code=product.code, created_at=at, **plain_fields(product))
        saved.save()
        set_attributes(saved.pk, product.attributes or ())
        add_skus(saved, product.skus)
        reindex_products(product_ids=[saved.pk])
        if product.is_on_shelf:
            saved.is_on_shelf = True
            saved.save(update_fields=["is_on_shelf"])
    return saved


def plain_fields(product: ProductIn) -> dict[str, object]:
    """Return the columns that are taken over as they are, without those left open; the detail is sanitised."""
    fields: dict[str, object] = {
        "name": product.name,
        "subtitle": product.subtitle,
        "category_id": product.category_id,
        "brand_id": product.brand_id,
        "kind": product.kind,
        "unit": product.unit,
        "keywords": list(product.keywords),
        "tags": None if product.tags is None else list(product.tags),
        "description_html": None if product.description_html is None else clean_html(product.description_html),
    }
    return {name: value for name, value in fields.items() if value is not None or name == "brand_id"}


def set_attributes(product_id: int, attributes: Sequence[tuple[str, str]]) -> None:
    """Replace a product's attributes, in the given order."""
    Attribute.objects.filter(product_id=product_id).delete()
    Attribute.objects.bulk_create(
        Attribute(product_id=product_id, name=name, value=value, position=place)
        for place, (name, value) in enumerate(attributes)
    )


def add_skus(product: Product, skus: Sequence[SkuIn]) -> None:
    """Add SKUs to a product whose row the caller holds, tell about them, and keep the product's price in step.

    :raises SkuCodeTaken: a SKU has one of the codes.
    :raises OptionsInvalid: SKUs choose by different options, or two choose the same.
    """
    _check_codes(skus)
    _check_options(product.pk, skus)
    added = [Sku(product=product, options_key=key_of(sku.options), **_columns(sku)) for sku in skus]
    for each in added:
        each.save()
    add_option_values(product.pk, [sku.options for sku in skus])
    refresh_price(product)
    publish(*(SkuListed(product_id=product.pk, sku_id=each.pk) for each in added))
    publish(
        *(
            StockDeclared(product_id=product.pk, sku_id=each.pk, quantity=sku.stock)
            for each, sku in zip(added, skus, strict=True)
            if sku.stock is not None
        )
    )


def add_sku(*, product_id: int, sku: SkuIn) -> None:
    """Add a SKU to a product that stands.

    :raises SkuCodeTaken: a SKU has this code.
    :raises OptionsInvalid: it chooses by other options than its sisters, or the same as one of them.
    """
    with transaction.atomic():
        add_skus(Product.objects.locked().get(pk=product_id), [sku])


def _columns(sku: SkuIn) -> dict[str, object]:
    return {
        "code": sku.code,
        "options": [list(pair) for pair in sku.options],
        "price_fen": sku.price_fen,
        "list_price_fen": sku.list_price_fen,
        "weight_grams": sku.weight_grams or DEFAULT_WEIGHT_GRAMS,
    }


def key_of(options: Options) -> str:
    """Return the text under which a combination is unique, whatever the order of its options."""
    return "\x1f".join(f"{name}\x1e{value}" for name, value in sorted(options))


def _check_codes(skus: Sequence[SkuIn]) -> None:
    codes = [sku.code for sku in skus]
    taken = set(Sku.objects.filter(code__in=codes).values_list("code", flat=True))
    repeated = {code for code in codes if codes.count(code) > 1}
    if taken or repeated:
        raise SkuCodeTaken("SKU 编码重复：" + "、".join(sorted(taken | repeated)))


def _check_options(product_id: int, skus: Sequence[SkuIn]) -> None:
    known = Sku.objects.filter(product_id=product_id).values_list("options", flat=True)
    combinations = [tuple((name, value) for name, value in each) for each in known] + [sku.options for sku in skus]
    if len({tuple(sorted(name for name, _ in each)) for each in combinations}) > 1:
        raise OptionsInvalid("同一商品各 SKU 的规格名必须一致")
    if any(len({name for name, _ in each}) < len(each) for each in combinations):
        raise OptionsInvalid("同一 SKU 的规格名不能重复")
    if len({key_of(each) for each in combinations}) < len(combinations):
        raise OptionsInvalid("两个 SKU 的规格组合相同")


def add_option_values(product_id: int, combinations: Iterable[Options]) -> None:
    """Make sure that every option and value in use is listed, new ones after those that are."""
    for combination in combinations:
        for place, (name, value) in enumerate(combination):
            option, _ = Option.objects.get_or_create(product_id=product_id, name=name, defaults={"position": place})
            OptionValue.objects.get_or_create(
                option=option, value=value, defaults={"position": OptionValue.objects.filter(option=option).count()}
            )


def refresh_price(product: Product) -> None:
    """Copy the lowest price of active SKUs to the product the caller has locked; without one it leaves the shelf."""
    cheapest = Sku.objects.active().filter(product_id=product.pk).order_by("price_fen", "id").first()
    product.price_fen = cheapest.price_fen if cheapest else 0
    product.list_price_fen = cheapest.list_price_fen if cheapest else None
    product.is_on_shelf = product.is_on_shelf and cheapest is not None
    Product.objects.filter(pk=product.pk).update(
        price_fen=product.price_fen, list_price_fen=product.list_price_fen, is_on_shelf=product.is_on_shelf
    )


def reindex_products(*, product_ids: Iterable[int]) -> None:
    """Rewrite the search words of products from what they hold now; archived ones stay out."""
    products = (
        Product.objects.goods().filter(pk__in=list(product_ids), archived_at=None).select_related("category", "brand")
    )
    search.write(products)
