"""Reads of reviews."""

from mall.reviews.selectors.exporting import publishable, publishing_row
from mall.reviews.selectors.lists import ReviewNotFound, product_reviews, rating_of, showcased_reviews, written_by
from mall.reviews.selectors.showing import author_of, follow_up_of, own_review, said_reason, shown_review
from mall.reviews.selectors.waiting import (
    ARRIVED,
    lines_to_review,
    orders_to_remind,
    orders_to_review,
    review_until,
    waiting_lines_of,
)

__all__ = [
    "ARRIVED",
    "ReviewNotFound",
    "author_of",
    "follow_up_of",
    "lines_to_review",
    "orders_to_remind",
    "orders_to_review",
    "own_review",
    "product_reviews",
    "publishable",
    "publishing_row",
    "rating_of",
    "review_until",
    "said_reason",
    "showcased_reviews",
    "shown_review",
    "waiting_lines_of",
    "written_by",
]
