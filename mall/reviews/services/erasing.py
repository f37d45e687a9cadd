"""What becomes of reviews when their writer is found to be somebody else, or is erased."""

from datetime import datetime

from django.db import transaction

from mall.reviews.models import ContentCheck, Review, ReviewPicture
from mall.reviews.services.moving import change_counted, follow_up_of, move
from mall.reviews.states import State


@transaction.atomic
def give_reviews(*, source_id: int, target_id: int) -> list[int]:
    """Let everything one member wrote be the other's; return the ids. Both members are locked."""
    mine = list(Review.objects.owned_by(source_id).locked().values_list("pk", flat=True))
    Review.objects.filter(pk__in=mine).update(member_id=target_id)
    return mine


@transaction.atomic
def give_back_reviews(*, review_ids: list[int], source_id: int, target_id: int) -> None:
    """Undo `give_reviews`, as far as they are still the target's."""
    theirs = list(Review.objects.owned_by(target_id).filter(pk__in=review_ids).locked().values_list("pk", flat=True))
    Review.objects.filter(pk__in=theirs).update(member_id=source_id)


@transaction.atomic
def erase_reviews(*, member_id: int, at: datetime) -> None:
    """Take what a member wrote off every page, words and pictures gone for good; that a line was reviewed remains."""
    for review in Review.objects.owned_by(member_id).locked():
        ContentCheck.objects.filter(review=review).open().update(state=ContentCheck.State.DROPPED)
        ContentCheck.objects.filter(review=review, picture__isnull=False).delete()
        ReviewPicture.objects.filter(review=review).delete()
        follow_up = follow_up_of(review)
        if follow_up is not None:
            follow_up.review = review
            if follow_up.state != State.HIDDEN:
                move(follow_up, State.HIDDEN, at=at)
            follow_up.text = ""
            follow_up.save(update_fields=["text"])
        if review.state != State.HIDDEN:
            move(review, State.HIDDEN, at=at)
        change_counted(
            review,
            text="",
            reply="",
            replied_at=None,
            note="",
            is_anonymous=True,
            allows_publishing=False,
            has_pictures=False,
        )
