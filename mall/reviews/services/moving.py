"""The one way a review or its follow-up changes its state, and its product's figures with it."""

from datetime import datetime
from typing import Any

from kernel.errors import Conflict
from kernel.outbox.services import publish
from mall.reviews.facts import ReviewHidden, ReviewPublished, ReviewRejected
from mall.reviews.models import FollowUp, Review
from mall.reviews.selectors import ReviewNotFound
from mall.reviews.services.tallying import tally, weight_of
from mall.reviews.states import TRANSITIONS, State


class ReviewStateConflict(Conflict):
    """The review is not in a state from which this can happen."""

    code, title = "review_state_conflict", "评价当前状态不允许此操作"


def lock_review(review_id: int) -> Review:
    """Return a review under its row lock; the lock of its follow-up, its checks and its reply as well.

    :raises ReviewNotFound: there is none.
    """
    review = Review.objects.locked().filter(pk=review_id).first()
    if review is None:
        raise ReviewNotFound
    return review


def follow_up_of(review: Review) -> FollowUp | None:
    """Return the follow-up as it is now, under the review's lock."""
    return FollowUp.objects.filter(review=review).first()


def move(subject: Review | FollowUp, to: State, *, at: datetime, **changes: Any) -> None:
    """Move a review, or a follow-up, whose review the caller has locked.

    `changes` are further columns of the same update. The product's summary follows, facts are told.

    :raises ReviewStateConflict: the table has no such move.
    """
    before = State(subject.state)
    if to not in TRANSITIONS[before]:
        raise ReviewStateConflict(f"{before.label}的评价不能变为{to.label}")
    changes["state"] = to
    is_first = to == State.PUBLISHED and subject.published_at is None
    if is_first:
        changes["published_at"] = at
    if isinstance(subject, FollowUp):
        _save(subject, changes)
        _note_follow_up(subject)
        if to == State.REJECTED:
            _tell_rejected(subject.review, is_follow_up=True)
        return
    if to != State.PUBLISHED:
        changes["is_showcased"] = False
    change_counted(subject, **changes)
    _tell(subject, before, is_first=is_first)


def change_counted(review: Review, **changes: Any) -> None:
    """Change columns of a locked review; the product's summary follows if they weigh there."""
    former = weight_of(review)
    _save(review, changes)
    tally(product_id=review.product_id, change=weight_of(review) - former)


def _note_follow_up(follow_up: FollowUp) -> None:
    if follow_up.review.has_follow_up != follow_up.is_published:
        change_counted(follow_up.review, has_follow_up=follow_up.is_published)


def _save(subject: Review | FollowUp, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(subject, name, value)
    subject.save(update_fields=list(changes))


def _tell(review: Review, before: State, *, is_first: bool) -> None:
    whose = {
        "review_id": review.pk,
        "member_id": review.member_id,
        "order_id": review.order_id,
        "line_id": review.line_id,
    }
    if is_first:
        publish(ReviewPublished(**whose))
    elif before == State.PUBLISHED:
        publish(ReviewHidden(**whose))
    elif review.state == State.REJECTED:
        _tell_rejected(review, is_follow_up=False)


def _tell_rejected(review: Review, *, is_follow_up: bool) -> None:
    publish(ReviewRejected(review_id=review.pk, member_id=review.member_id, is_follow_up=is_follow_up))
