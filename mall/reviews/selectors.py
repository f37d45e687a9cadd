"""Read reviews. Who wrote one is told by `author_of` and nothing else."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from kernel.errors import NotFound
from mall.orders.models import Order, OrderLine
from mall.orders.states import Status
from mall.reviews.models import FollowUp, RatingSummary, Review, ReviewPicture, ReviewReminder
from mall.reviews.options import REVIEW_WITHIN_DAYS
from mall.reviews.shapes import Author
from mall.reviews.states import State

ARRIVED = (Status.RECEIVED, Status.COMPLETED)
NOBODY = "匿名用户"


class ReviewNotFound(NotFound):
    code, title = "review_not_found", "评价不存在"


def author_of(review: Review) -> Author:
    """Return who is shown as the writer: of an anonymous one the first letter and stars, and no picture."""
    member = review.member
    if not review.is_anonymous:
        return Author(member.nickname, member.avatar_url)
    return Author(masked(member.nickname), "")


def masked(nickname: str) -> str:
    """Return a name with all but its first letter hidden; always the same number of stars."""
    return f"{nickname[0]}***" if nickname else NOBODY


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
    return _shown(reviews)


def showcased_reviews(product_id: int, *, most: int) -> list[Review]:
    """Return what the product's page shows of its reviews: those in the window, the newest first."""
    return list(_shown(Review.objects.published().filter(product_id=product_id, is_showcased=True))[:most])


def _shown(reviews: QuerySet[Review]) -> QuerySet[Review]:
    pictures = ReviewPicture.objects.filter(follow_up__isnull=True).order_by("position")
    return (
        reviews.select_related("member", "line", "follow_up")
        .prefetch_related(
            Prefetch("pictures", queryset=pictures),
            Prefetch("follow_up__pictures", queryset=ReviewPicture.objects.order_by("position")),
        )
        .order_by("-published_at", "-id")
    )


def find_follow_up(review: Review) -> FollowUp | None:
    """Return the follow-up that came with the review; no query where it was joined."""
    return getattr(review, "follow_up", None)


def rating_of(product_id: int) -> RatingSummary:
    """Return the figures of a product; zeros before its first review."""
    return RatingSummary.objects.filter(pk=product_id).first() or RatingSummary(product_id=product_id)


def written_by(member_id: int) -> QuerySet[Review]:
    """Return a member's own reviews in whatever state, the newest first."""
    return _shown(Review.objects.owned_by(member_id)).order_by("-id")


def lines_to_review(member_id: int, *, at: datetime) -> QuerySet[OrderLine]:
    """Return the member's lines that may be reviewed now, with their orders, the newest first."""
    return _open_lines(at).filter(order__member_id=member_id).select_related("order").order_by("-id")


def orders_to_review(orders: Collection[Order], *, at: datetime) -> frozenset[int]:
    """Return the ids of those orders with a line that may be reviewed now: one query, none if nothing has arrived."""
    arrived = [order.pk for order in orders if order.status in ARRIVED]
    if not arrived:
        return frozenset()
    return frozenset(_open_lines(at).filter(order_id__in=arrived).values_list("order_id", flat=True))


def orders_to_remind(*, received_from: datetime, received_to: datetime, most: int) -> list[int]:
    """Return ids of orders received in that time with a line still to be reviewed, whose buyer was not reminded."""
    reminded = Exists(ReviewReminder.objects.filter(pk=OuterRef("pk")))
    waiting = Exists(_unreviewed().filter(order_id=OuterRef("pk")))
    orders = Order.objects.filter(received_at__gt=received_from, received_at__lte=received_to, status__in=ARRIVED)
    return list(orders.filter(waiting, ~reminded).order_by("id").values_list("pk", flat=True)[:most])


def review_until(order: Order) -> datetime | None:
    """Return when the time for reviewing an order's lines is over."""
    return order.received_at + timedelta(days=REVIEW_WITHIN_DAYS.get()) if order.received_at else None


def _open_lines(at: datetime) -> QuerySet[OrderLine]:
    since = at - timedelta(days=REVIEW_WITHIN_DAYS.get())
    return _unreviewed().filter(order__status__in=ARRIVED, order__received_at__gte=since)


def _unreviewed() -> QuerySet[OrderLine]:
    reviewed = Exists(Review.objects.filter(line=OuterRef("pk")))
    return OrderLine.objects.filter(~reviewed, refunded_quantity__lt=F("quantity"))


def publishable(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Keep what may be used outside the shop: published, and allowed by its writer."""
    return _shown(reviews.filter(state=State.PUBLISHED, allows_publishing=True))


def publishing_row(review: Review, files: Iterable[str]) -> dict[str, Any]:
    """Return what is handed out of a review, without anything that names an anonymous writer."""
    follow_up = find_follow_up(review)
    return {
        "id": review.pk,
        "product": review.line.name,
        "options": review.line.options,
        "rating": review.rating,
        "text": review.text,
        "follow_up": follow_up.text if follow_up and follow_up.is_published else "",
        "reply": review.reply,
        "author": author_of(review).nickname,
        "published_at": review.published_at,
        "files": " ".join(files),
    }
