"""One product with all that its page shows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.errors import NotFound
from mall.catalog.models import Attribute, OptionValue, Picture, Product, Sku
from mall.catalog.selectors.specials import specials_of, with_specials
from mall.catalog.selectors.visibility import is_on_sale, visible_ids
from mall.catalog.shapes import SpecialPrice
from mall.catalog.viewers import Viewer


class ProductNotFound(NotFound):
    code, title = "product_not_found", "商品不存在或已下架"


@dataclass(frozen=True, kw_only=True)
class ProductDetail:
    product: Product
    skus: tuple[Sku, ...]
    specials: Mapping[int, SpecialPrice]
    options: tuple[tuple[str, tuple[str, ...]], ...]
    pictures: tuple[Picture, ...]
    attributes: tuple[Attribute, ...]


def product_detail(product_id: int, *, viewer: Viewer) -> ProductDetail:
    """Return a listed product with its SKUs, options, pictures and attributes in five queries.

    A product that is not for everyone, or sold early to some, costs a few more.

    :raises ProductNotFound: no such product on the shelf at that moment, or it is not for this viewer.
    """
    product = Product.objects.select_related("category", "brand").filter(pk=product_id, is_on_shelf=True).first()
    if product is None or not _is_shown(product, viewer):
        raise ProductNotFound
    skus = tuple(with_specials(Sku.objects.filter(product_id=product_id), viewer).order_by("id"))
    for sku in skus:
        sku.product = product
    return ProductDetail(
        product=product,
        skus=skus,
        specials=specials_of(skus),
        options=options_of(product_id),
        pictures=tuple(Picture.objects.filter(product_id=product_id)),
        attributes=tuple(Attribute.objects.filter(product_id=product_id)),
    )


def require_listed(product_id: int, *, viewer: Viewer) -> None:
    """Make sure that a product is shown to a viewer: one query, a few more where it is not for everyone.

    :raises ProductNotFound: no such product on the shelf at that moment, or it is not for this viewer.
    """
    product = Product.objects.filter(pk=product_id, is_on_shelf=True).first()
    if product is None or not _is_shown(product, viewer):
        raise ProductNotFound


def _is_shown(product: Product, viewer: Viewer) -> bool:
    if product.shown_to != Product.ShownTo.EVERYONE and not visible_ids([product], viewer):
        return False
    return is_on_sale(product, viewer)


def options_of(product_id: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each option with its values, both in the operator's order."""
    values = OptionValue.objects.filter(option__product_id=product_id).select_related("option")
    found: dict[str, list[str]] = defaultdict(list)
    for value in values.order_by("option__position", "option_id", "position", "id"):
        found[value.option.name].append(value.value)
    return tuple((name, tuple(each)) for name, each in found.items())
