"""What buyers say, in a browser: the window on a product's page, and all of it on a page of its own."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from kernel import clock
from kernel.web.pages import after, read_cursor, write_cursor
from mall.catalog.selectors import anybody, product_detail
from mall.reviews.models import RatingSummary
from mall.reviews.selectors import product_reviews, rating_of, shown_review
from mall.storefront.api.pages import SortLink, show, window

PER_PAGE = 20
KEYSET = ("-published_at", "-id")
# label, filter of `product_reviews`
FILTERS: Sequence[tuple[str, dict[str, Any]]] = (
    ("全部", {}),
    ("有图", {"has_pictures": True}),
    ("有追评", {"has_follow_up": True}),
    *((f"{stars} 星", {"rating": stars}) for stars in (5, 4, 3, 2, 1)),
)


@window
def reviews(request: HttpRequest, product_id: int) -> HttpResponse:
    """Show what is published of a product, page by page."""
    product = product_detail(product_id, viewer=anybody(clock.now())).product
    chosen = _chosen(request.GET.get("only", ""))
    rows = product_reviews(product_id, **FILTERS[chosen][1])
    if cursor := request.GET.get("cursor", ""):
        rows = rows.filter(after(KEYSET, read_cursor(cursor, KEYSET)))
    found = list(rows[: PER_PAGE + 1])
    more = write_cursor(found[PER_PAGE - 1], KEYSET) if len(found) > PER_PAGE else ""
    return show(
        request,
        "product_reviews",
        product=product,
        rating=rating_rows(rating_of(product_id)),
        filters=[
            SortLink(label, urlencode({"only": number}), number == chosen) for number, (label, _) in enumerate(FILTERS)
        ],
        reviews=[shown_review(review) for review in found[:PER_PAGE]],
        next=urlencode({"only": chosen, "cursor": more}) if more else "",
    )


def rating_rows(rating: RatingSummary) -> dict[str, Any]:
    """Return the figures as the page draws them: five stars first."""
    count = rating.count
    return {
        "count": count,
        "tenths": (rating.stars * 10 + count // 2) // count if count else None,
        "rows": list(zip((5, 4, 3, 2, 1), reversed(rating.by_stars), strict=True)),
    }


def _chosen(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return number if number < len(FILTERS) else 0
