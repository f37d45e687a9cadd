"""Reviews, how they are checked, and what they add up to."""

from mall.reviews.models.checks import ContentCheck
from mall.reviews.models.ratings import RatingSummary, ReviewReminder
from mall.reviews.models.reviews import FollowUp, Moderated, Review, ReviewPicture, ReviewQuerySet

__all__ = [
    "ContentCheck",
    "FollowUp",
    "Moderated",
    "RatingSummary",
    "Review",
    "ReviewPicture",
    "ReviewQuerySet",
    "ReviewReminder",
]
