"""Pages of reviews for operators."""

from mall.reviews.admin.ratings import RatingDesk
from mall.reviews.admin.reviews import ReviewDesk

__all__ = ["RatingDesk", "ReviewDesk"]
