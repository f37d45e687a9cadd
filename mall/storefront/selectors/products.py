"""One product's page: what the catalogue says, what the stock has, what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mall.catalog.files import public_url
from mall.catalog.models import Sku
from mall.catalog.selectors import ProductDetail, Viewer, product_detail, why_not
from mall.inventory.selectors import available
from mall.pricing.lanes import lowest_price
from mall.pricing.shapes import PriceCandidate
from mall.quotes.services.standing import member_terms
from mall.reviews.models import RatingSummary, Review
from mall.reviews.selectors import product_reviews, rating_of, showcased_reviews, shown_review

MOST_REVIEWS = 3


@dataclass(frozen=True)
class ProductPage:
    """`available` by SKU id, `refusals` a Chinese sentence by SKU id, empty where it can be bought.

    `reviews` are those in the product's window; `prices` what a SKU costs this member where that is not the shelf's.
    """

    detail: ProductDetail
    available: dict[int, int]
    refusals: dict[int, str]
    prices: dict[int, PriceCandidate]
    rating: RatingSummary
    reviews: Sequence[Review]


def product_page(product_id: int, *, viewer: Viewer) -> ProductPage:
    """Return everything the page of a listed product shows: six queries, a few more where it has reviews.

    :raises mall.catalog.selectors.ProductNotFound: not on the shelf, or not for this viewer.
    """
    detail = product_detail(product_id, viewer=viewer)
    left = available([sku.pk for sku in detail.skus])
    has_reviews = detail.product.rating_count > 0
    return ProductPage(
        detail=detail,
        available=left,
        refusals={sku.pk: why_not(sku, viewer).text or ("" if left[sku.pk] > 0 else "已售罄") for sku in detail.skus},
        prices=_member_prices(detail, viewer),
        rating=rating_of(product_id) if has_reviews else RatingSummary(product_id=product_id),
        reviews=showcased_reviews(product_id, most=MOST_REVIEWS) if has_reviews else (),
    )


def _member_prices(detail: ProductDetail, viewer: Viewer) -> dict[int, PriceCandidate]:
    """Return what SKUs cost this member by the rule of the quote's first lane; one query for a member."""
    if viewer.member_id is None:
        return {}
    rates = member_terms(viewer.member_id, (), None, at=viewer.at).rates
    special = {
        sku_id: (PriceCandidate(each.source, each.label, each.price_fen),) for sku_id, each in detail.specials.items()
    }
    winners = {sku.pk: lowest_price(sku.price_fen, special.get(sku.pk, ()), rates) for sku in detail.skus}
    return {sku_id: winner for sku_id, winner in winners.items() if winner.source != "shelf"}


def product_data(page: ProductPage) -> dict[str, Any]:
    """Return the fields of `ProductOutput`. Amounts in fen."""
    product = page.detail.product
    return {
        "id": product.pk,
        "name": product.name,
        "subtitle": product.subtitle,
        "cover_url": public_url(product.cover),
        "price_fen": product.price_fen,
        "list_price_fen": product.list_price_fen,
        "sales": product.sales,
        "tags": product.tags,
        "unit": product.unit,
        "kind": product.kind,
        "category": {"id": product.category_id, "name": product.category.name},
        "brand": {"id": product.brand_id, "name": product.brand.name} if product.brand else None,
        "pictures": [public_url(picture.file) for picture in page.detail.pictures],
        "options": [{"name": name, "values": list(values)} for name, values in page.detail.options],
        "attributes": _attributes(page),
        "description_html": product.description_html,
        "skus": [_sku(sku, page) for sku in page.detail.skus if sku.is_active],
        "promotions": [],
        "rating": _rating(page),
        "reviews": [shown_review(review) for review in page.reviews],
    }


def window_reviews(page: ProductPage) -> list[dict[str, Any]]:
    """Return what a shop window shows of the reviews: the chosen ones, or else the newest."""
    chosen = page.reviews or (product_reviews(page.detail.product.pk)[:MOST_REVIEWS] if page.rating.count else ())
    return [shown_review(review) for review in chosen]


def _attributes(page: ProductPage) -> list[dict[str, str]]:
    """Return the attributes, each said once: suppliers' sheets repeat themselves."""
    said = dict.fromkeys((each.name, each.value) for each in page.detail.attributes)
    return [{"name": name, "value": value} for name, value in said]


def _sku(sku: Sku, page: ProductPage) -> dict[str, Any]:
    return {
        "id": sku.pk,
        "code": sku.code,
        "options": [{"name": name, "value": value} for name, value in sku.options],
        "price_fen": sku.price_fen,
        "list_price_fen": sku.list_price_fen,
        "member_price": _member_price(page.prices.get(sku.pk)),
        "available": page.available[sku.pk],
        "is_buyable": not page.refusals[sku.pk],
        "why_not": page.refusals[sku.pk],
    }


def _member_price(price: PriceCandidate | None) -> dict[str, Any] | None:
    return {"price_fen": price.price_fen, "label": price.label} if price else None


def _rating(page: ProductPage) -> dict[str, Any]:
    """Return the mean in tenths of a star, so that no float is needed, and how many gave one star to five."""
    product, rating = page.detail.product, page.rating
    count = product.rating_count
    return {
        "count": count,
        "tenths": (product.rating_sum * 10 + count // 2) // count if count else None,
        "stars": list(rating.by_stars),
        "with_pictures": rating.pictured,
        "with_follow_up": rating.followed_up,
    }
