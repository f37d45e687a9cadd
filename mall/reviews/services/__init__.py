"""The writes of the room, one module per part of a review's life."""

from mall.reviews.services.answering import ReplyInvalid, ShowcaseFull, reply_to_review, showcase_review
from mall.reviews.services.checking import apply_pushed_verdict, ask_check, run_checks
from mall.reviews.services.moderating import (
    ReasonRequired,
    Rejection,
    approve_review,
    hide_review,
    recheck_review,
    reject_review,
)
from mall.reviews.services.moving import ReviewStateConflict
from mall.reviews.services.telling import remind_to_review, tell_rejected, tell_replied
from mall.reviews.services.writing import (
    AlreadyFollowedUp,
    AlreadyReviewed,
    FollowUpTooLate,
    LineRefunded,
    NothingToReview,
    OrderLineNotFound,
    PictureNotFound,
    ReviewNotPublished,
    ReviewTooEarly,
    ReviewTooLate,
    TextTooShort,
    allow_publishing,
    write_follow_up,
    write_review,
)

__all__ = [
    "AlreadyFollowedUp",
    "AlreadyReviewed",
    "FollowUpTooLate",
    "LineRefunded",
    "NothingToReview",
    "OrderLineNotFound",
    "PictureNotFound",
    "ReasonRequired",
    "Rejection",
    "ReplyInvalid",
    "ReviewNotPublished",
    "ReviewStateConflict",
    "ReviewTooEarly",
    "ReviewTooLate",
    "ShowcaseFull",
    "TextTooShort",
    "allow_publishing",
    "apply_pushed_verdict",
    "approve_review",
    "ask_check",
    "hide_review",
    "recheck_review",
    "reject_review",
    "remind_to_review",
    "reply_to_review",
    "run_checks",
    "showcase_review",
    "tell_rejected",
    "tell_replied",
    "write_follow_up",
    "write_review",
]
