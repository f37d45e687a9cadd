"""How a review is shown to everybody. Who wrote it is told by `author_of` and nothing else."""

from collections.abc import Iterable
from typing import Any

from kernel.media.links import file_url, thumbnail_url
from mall.reviews.models import FollowUp, Review, ReviewPicture
from mall.reviews.shapes import Author

NOBODY = "匿名用户"
THUMBNAIL = "240x240"


def author_of(review: Review) -> Author:
    """Return who is shown as the writer: of an anonymous one the first letter and stars, and no picture."""
    member = review.member
    if not review.is_anonymous:
        return Author(member.nickname, member.avatar_url)
    return Author(masked(member.nickname), "")


def masked(nickname: str) -> str:
    """Return a name with all but its first letter hidden; always the same number of stars."""
    return f"{nickname[0]}***" if nickname else NOBODY


def follow_up_of(review: Review) -> FollowUp | None:
    """Return the follow-up that came with the review; no query where it was joined."""
    return getattr(review, "follow_up", None)


def shown_review(review: Review) -> dict[str, Any]:
    """Return what everybody may see of a published review; no query where it came from a list of this room."""
    author, follow_up = author_of(review), follow_up_of(review)
    return {
        "id": review.pk,
        "rating": review.rating,
        "text": review.text,
        "pictures": _pictures(review.pictures.all()),
        "author": {"nickname": author.nickname, "avatar_url": author.avatar_url},
        "options": review.line.options,
        "created_at": review.created_at,
        "is_showcased": review.is_showcased,
        "reply": {"text": review.reply, "at": review.replied_at} if review.reply else None,
        "follow_up": shown_follow_up(review, follow_up) if follow_up and follow_up.is_published else None,
    }


def shown_follow_up(review: Review, follow_up: FollowUp) -> dict[str, Any]:
    """Return what is shown of a follow-up, and how many days after the review it came."""
    return {
        "text": follow_up.text,
        "pictures": _pictures(follow_up.pictures.all()),
        "days_after": (follow_up.created_at - review.created_at).days,
        "created_at": follow_up.created_at,
        "state": follow_up.state,
        "reason": said_reason(follow_up),
    }


def own_review(review: Review) -> dict[str, Any]:
    """Return a review as its writer sees it: with its state, and why it was not let through."""
    follow_up = follow_up_of(review)
    return {
        **shown_review(review),
        "state": review.state,
        "reason": said_reason(review),
        "is_anonymous": review.is_anonymous,
        "allows_publishing": review.allows_publishing,
        "follow_up": shown_follow_up(review, follow_up) if follow_up else None,
    }


def said_reason(subject: Review | FollowUp) -> str:
    """Return in Chinese why something was not let through; empty otherwise."""
    if not subject.reason:
        return ""
    label = str(subject.get_reason_display())
    return f"{label}：{subject.note}" if subject.note else label


def _pictures(pictures: Iterable[ReviewPicture]) -> list[dict[str, str]]:
    return [{"url": file_url(each.file), "thumbnail_url": thumbnail_url(each.file, THUMBNAIL)} for each in pictures]
