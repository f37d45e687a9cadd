"""What the shop adds to a review: its answer, and a place in the window."""

from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.audit.services import record, target_of
from kernel.errors import Conflict, Invalid
from kernel.outbox.services import publish
from mall.reviews.facts import ReviewReplied
from mall.reviews.models import Review
from mall.reviews.models.reviews import MOST_CHARS
from mall.reviews.services.moving import ReviewStateConflict, change_counted, lock_review
from mall.reviews.states import State

MOST_SHOWCASED = 20


class ReplyInvalid(Invalid):
    code, title = "reply_invalid", f"回复须为 1-{MOST_CHARS} 个字"


class ShowcaseFull(Conflict):
    code, title = "showcase_full", f"每个商品最多精选 {MOST_SHOWCASED} 条评价"


@transaction.atomic
def reply_to_review(*, review_id: int, text: str, actor: Actor, at: datetime) -> Review:
    """Answer a review; a second answer takes the first one's place. The member hears of the first one.

    :raises ReviewNotFound: there is none.
    :raises ReplyInvalid: empty or too long.
    :raises ReviewStateConflict: the review is not shown to anybody.
    """
    answer = text.strip()
    if not 0 < len(answer) <= MOST_CHARS:
        raise ReplyInvalid
    review = lock_review(review_id)
    if review.state != State.PUBLISHED:
        raise ReviewStateConflict("评价发布后才能回复")
    before = review.reply
    change_counted(review, reply=answer, replied_at=at, replied_by_id=actor.id)
    if not before:
        publish(ReviewReplied(review_id=review.pk, member_id=review.member_id))
    record(
        actor=actor,
        action="mall.reviews.reply_to_review",
        label="回复评价",
        target=target_of(review),
        before={"reply": before},
        after={"reply": answer},
    )
    return review


@transaction.atomic
def showcase_review(*, review_id: int, is_showcased: bool, actor: Actor, at: datetime) -> Review:
    """Put a published review into the window of its product, or take it out.

    :raises ReviewNotFound: there is none.
    :raises ReviewStateConflict: it is not published.
    :raises ShowcaseFull: the window has no room.
    """
    review = lock_review(review_id)
    if review.is_showcased == is_showcased:
        return review
    if is_showcased and review.state != State.PUBLISHED:
        raise ReviewStateConflict("发布后的评价才能精选")
    shown = Review.objects.filter(product_id=review.product_id, is_showcased=True)
    if is_showcased and shown.count() >= MOST_SHOWCASED:
        raise ShowcaseFull
    change_counted(review, is_showcased=is_showcased)
    record(
        actor=actor,
        action="mall.reviews.showcase_review",
        label="精选评价" if is_showcased else "取消精选",
        target=target_of(review),
        before={"is_showcased": not is_showcased},
        after={"is_showcased": is_showcased},
    )
    return review
