"""What of a SKU can be bought, by whom, and why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kernel import clock
from mall.catalog.files import public_url
from mall.catalog.models import Product, Sku
from mall.catalog.selectors.specials import specials_of, with_specials
from mall.catalog.selectors.visibility import is_on_sale, visible_ids
from mall.catalog.shapes import SellableSku, SpecialPrice
from mall.catalog.viewers import Viewer, anybody

NOT_FOR_YOU = "not_for_you"
_FOR_WHOM = {
    Product.ShownTo.MEMBERS: "登录后可购买",
    Product.ShownTo.NEWCOMERS: "仅限新人购买",
    Product.ShownTo.TIER: "仅限更高等级的会员购买",
    Product.ShownTo.AUDIENCES: "仅限指定会员购买",
}


@dataclass(frozen=True)
class WhyNot:
    """Why something cannot be bought: a code for programs, a sentence for people; both empty when it can."""

    code: str = ""
    text: str = ""


def sellable_skus(
    sku_ids: Iterable[int], *, at: datetime | None = None, viewer: Viewer | None = None
) -> dict[int, SellableSku]:
    """Return the SKUs by id with one query; unknown ids are absent. Stock is not looked at.

    What is not for everyone is judged for the viewer, a visitor if none is given; that costs a few queries more, for
    such products only and whatever their number.
    """
    who = viewer or anybody(at or clock.now())
    skus = list(with_specials(Sku.objects.of(sku_ids), who).select_related("product").order_by("id"))
    specials = specials_of(skus)
    restricted = {sku.product_id: sku.product for sku in skus if sku.product.shown_to != Product.ShownTo.EVERYONE}
    visible = visible_ids(restricted.values(), who) if restricted else frozenset()
    hidden = restricted.keys() - visible
    reasons = {sku.pk: why_not(sku, who, is_visible=sku.product_id not in hidden) for sku in skus}
    return {sku.pk: _sellable(sku, reasons[sku.pk], specials.get(sku.pk)) for sku in skus}


def _sellable(sku: Sku, reason: WhyNot, special: SpecialPrice | None) -> SellableSku:
    product = sku.product
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
        is_for_newcomers=product.shown_to == Product.ShownTo.NEWCOMERS,
        is_buyable=not reason.code,
        why_not=reason.text,
        why_code=reason.code,
        special=special,
    )


def why_not(sku: Sku, viewer: Viewer, *, is_visible: bool = True) -> WhyNot:
    """Return why a viewer cannot buy it now, stock aside. Early access is asked for only where it decides."""
    product, at = sku.product, viewer.at
    if product.kind == Product.Kind.SERVICE:
        return WhyNot("service", "该商品不单独出售")
    if product.archived_at or not product.is_on_shelf:
        return WhyNot("off_shelf", "商品已下架")
    if not is_on_sale(product, viewer):
        is_over = product.off_at is not None and at >= product.off_at
        return WhyNot("off_shelf", "商品已下架") if is_over else WhyNot("not_yet", "商品尚未开售")
    if not is_visible:
        return WhyNot(NOT_FOR_YOU, _FOR_WHOM[Product.ShownTo(product.shown_to)])
    return WhyNot() if sku.is_active else WhyNot("inactive", "该规格已停售")
