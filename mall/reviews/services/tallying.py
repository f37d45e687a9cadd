"""Figures of a product, moved by single statements: whoever comes at the same moment, none of them is lost."""

from dataclasses import asdict

from django.db.models import F

from mall.catalog.services import add_rating
from mall.reviews.models import RatingSummary, Review
from mall.reviews.models.ratings import STARS
from mall.reviews.shapes import Weight


def weight_of(review: Review) -> Weight:
    """Return what a review weighs as it stands; nothing unless it is published."""
    if not review.is_published:
        return Weight()
    return Weight(
        **{STARS[review.rating - 1]: 1}, pictured=int(review.has_pictures), followed_up=int(review.has_follow_up)
    )


def tally(*, product_id: int, change: Weight) -> None:
    """Add a change, negative figures included, to a product's summary, and to its columns in the catalogue."""
    if change == Weight():
        return
    moved = {name: F(name) + by for name, by in asdict(change).items() if by}
    if not RatingSummary.objects.filter(pk=product_id).update(**moved):
        # The first review of the product; of several firsts at once only one adds the row, and all of them count.
        RatingSummary.objects.bulk_create([RatingSummary(product_id=product_id)], ignore_conflicts=True)
        RatingSummary.objects.filter(pk=product_id).update(**moved)
    if change.count or change.stars:
        add_rating(product_id=product_id, stars=change.stars, count=change.count)
