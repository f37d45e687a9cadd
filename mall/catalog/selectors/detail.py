"""One product with all that its page shows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from kernel.errors import NotFound
from mall.catalog.models import Attribute, OptionValue, Picture, Product, Sku


class ProductNotFound(NotFound):
    code, title = "product_not_found", "商品不存在或已下架"


@dataclass(frozen=True, kw_only=True)
class ProductDetail:
    product: Product
    skus: tuple[Sku, ...]
    options: tuple[tuple[str, tuple[str, ...]], ...]
    pictures: tuple[Picture, ...]
    attributes: tuple[Attribute, ...]


def product_detail(product_id: int, *, at: datetime) -> ProductDetail:
    """Return a listed product with its SKUs, options, pictures and attributes in five queries.

    :raises ProductNotFound: no such product on the shelf at that moment.
    """
    product = Product.objects.listed(at).select_related("category", "brand").filter(pk=product_id).first()
    if product is None:
        raise ProductNotFound
    skus = tuple(Sku.objects.filter(product_id=product_id).order_by("id"))
    for sku in skus:
        sku.product = product
    return ProductDetail(
        product=product,
        skus=skus,
        options=options_of(product_id),
        pictures=tuple(Picture.objects.filter(product_id=product_id)),
        attributes=tuple(Attribute.objects.filter(product_id=product_id)),
    )


def require_listed(product_id: int, *, at: datetime) -> None:
    """Make sure that a product is shown: one query.

    :raises ProductNotFound: no such product on the shelf at that moment.
    """
    if not Product.objects.listed(at).filter(pk=product_id).exists():
        raise ProductNotFound


def options_of(product_id: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each option with its values, both in the operator's order."""
    values = OptionValue.objects.filter(option__product_id=product_id).select_related("option")
    found: dict[str, list[str]] = defaultdict(list)
    for value in values.order_by("option__position", "option_id", "position", "id"):
        found[value.option.name].append(value.value)
    return tuple((name, tuple(each)) for name, each in found.items())
