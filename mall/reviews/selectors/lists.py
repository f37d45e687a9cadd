"""Read reviews: a product's, a member's, those in the window."""

from django.db.models import Prefetch, QuerySet

from kernel.errors import NotFound
from mall.reviews.models import RatingSummary, Review, ReviewPicture


class ReviewNotFound(NotFound):
    code, title = "review_not_found", "评价不存在"


def product_reviews(
    product_id: int, *, rating: int | None = None, has_pictures: bool = False, has_follow_up: bool = False
) -> QuerySet[Review]:
    """Return what is published of a product, with what a page shows of it: three queries a page."""
    reviews = Review.objects.published().filter(product_id=product_id)
    if rating is not None:
        reviews = reviews.filter(rating=rating)
    if has_pictures:
        reviews = reviews.filter(has_pictures=True)
    if has_follow_up:
        reviews = reviews.filter(has_follow_up=True)
    return joined(reviews)


def showcased_reviews(product_id: int, *, most: int) -> list[Review]:
    """Return what the product's page shows of its reviews: those in the window, the newest first."""
    return list(joined(Review.objects.published().filter(product_id=product_id, is_showcased=True))[:most])


def joined(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Join writer, line and follow-up, fetch the pictures: three queries whatever the number; the newest first."""
    pictures = ReviewPicture.objects.filter(follow_up__isnull=True).order_by("position")
    return (
        reviews.select_related("member", "line", "follow_up")
        .prefetch_related(
            Prefetch("pictures", queryset=pictures),
            Prefetch("follow_up__pictures", queryset=ReviewPicture.objects.order_by("position")),
        )
        .order_by("-published_at", "-id")
    )


def rating_of(product_id: int) -> RatingSummary:
    """Return the figures of a product; zeros before its first review."""
    return RatingSummary.objects.filter(pk=product_id).first() or RatingSummary(product_id=product_id)


def written_by(member_id: int) -> QuerySet[Review]:
    """Return a member's own reviews in whatever state, the newest first."""
    return joined(Review.objects.owned_by(member_id)).order_by("-id")
