"""What may be used outside the shop."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from mall.reviews.models import Review
from mall.reviews.selectors.lists import joined
from mall.reviews.selectors.showing import author_of, follow_up_of
from mall.reviews.states import State


def publishable(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Keep what may be used outside the shop: published, and allowed by its writer."""
    return joined(reviews.filter(state=State.PUBLISHED, allows_publishing=True))


def publishing_row(review: Review, files: Iterable[str]) -> dict[str, Any]:
    """Return what is handed out of a review, without anything that names an anonymous writer."""
    follow_up = follow_up_of(review)
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
