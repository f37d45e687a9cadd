"""What operators decide: let through, turn down, hide, show again, check anew. Each writes the audit log."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.audit.services import record, target_of
from kernel.errors import Invalid
from mall.reviews.models import FollowUp, Review
from mall.reviews.services.checking import begin_checks, drop_open_checks
from mall.reviews.services.moving import ReviewStateConflict, follow_up_of, lock_review, move
from mall.reviews.states import UNDECIDED, Reason, State
from members.accounts.models import Member


class ReasonRequired(Invalid):
    code, title = "reason_required", "请选择未通过的原因"


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """Why: one of `Reason`, and what else the member should know."""

    reason: str
    note: str = ""


@transaction.atomic
def approve_review(*, review_id: int, actor: Actor, at: datetime) -> Review:
    """Let through what waits of a review, the review or its follow-up; where nothing waits, what was turned down.

    :raises ReviewNotFound: there is none.
    :raises ReviewStateConflict: all of it is published already, or its writer is gone.
    """
    review = lock_review(review_id)
    if review.member.state == Member.State.ERASED:
        raise ReviewStateConflict("会员已注销，评价不再展示")
    parts = _parts(review)
    waiting = [each for each in parts if each.state in UNDECIDED]
    subjects = waiting or [each for each in parts if each.state != State.PUBLISHED]
    if not subjects:
        raise ReviewStateConflict("评价已发布")
    for subject in subjects:
        before = subject.state
        _drop(review, subject)
        move(subject, State.PUBLISHED, at=at, decided_at=at, decided_by_id=actor.id, reason="", note="")
        _record(subject, actor, "approve_review", "通过评价", before)
    return review


@transaction.atomic
def reject_review(*, review_id: int, rejection: Rejection, actor: Actor, at: datetime) -> Review:
    """Turn down what waits of a review: the review, or its follow-up, or both.

    :raises ReviewNotFound: there is none.
    :raises ReviewStateConflict: nothing of it waits.
    :raises ReasonRequired: the reason is none of those known.
    """
    if rejection.reason not in Reason.values:
        raise ReasonRequired
    review = lock_review(review_id)
    subjects = [each for each in _parts(review) if each.state in UNDECIDED]
    if not subjects:
        raise ReviewStateConflict("没有待审核的内容")
    for subject in subjects:
        before = subject.state
        _drop(review, subject)
        move(
            subject,
            State.REJECTED,
            at=at,
            decided_at=at,
            decided_by_id=actor.id,
            reason=rejection.reason,
            note=rejection.note,
        )
        _record(subject, actor, "reject_review", "驳回评价", before)
    return review


@transaction.atomic
def hide_review(*, review_id: int, note: str, actor: Actor, at: datetime) -> Review:
    """Take a published review off the page, its follow-up with it; it stops counting.

    :raises ReviewNotFound: there is none.
    :raises ReviewStateConflict: it is not published.
    """
    review = lock_review(review_id)
    if review.state != State.PUBLISHED:
        raise ReviewStateConflict
    move(review, State.HIDDEN, at=at, decided_at=at, decided_by_id=actor.id, note=note)
    _record(review, actor, "hide_review", "隐藏评价", State.PUBLISHED)
    return review


@transaction.atomic
def recheck_review(*, review_id: int, actor: Actor, at: datetime) -> Review:
    """Ask content security anew about a review and its follow-up; neither is shown until it has answered.

    :raises ReviewNotFound: there is none.
    :raises ReviewStateConflict: it is being checked just now.
    """
    review = lock_review(review_id)
    if review.member.state == Member.State.ERASED:
        raise ReviewStateConflict("会员已注销，评价不再展示")
    subjects = [each for each in _parts(review) if each.state != State.PENDING]
    if not subjects:
        raise ReviewStateConflict("正在检测中")
    for subject in subjects:
        before = subject.state
        move(subject, State.PENDING, at=at, round=subject.round + 1)
        begin_checks(review=review, follow_up=subject if isinstance(subject, FollowUp) else None, at=at)
        _record(subject, actor, "recheck_review", "重新检测评价", before)
    return review


def _parts(review: Review) -> list[Review | FollowUp]:
    follow_up = follow_up_of(review)
    if follow_up is None:
        return [review]
    follow_up.review = review  # one object, so that its columns are changed once
    return [review, follow_up]


def _drop(review: Review, subject: Review | FollowUp) -> None:
    drop_open_checks(review=review, follow_up=subject if isinstance(subject, FollowUp) else None)


def _record(subject: Review | FollowUp, actor: Actor, act: str, label: str, before: str) -> None:
    record(
        actor=actor,
        action=f"mall.reviews.{act}",
        label=label if isinstance(subject, Review) else f"{label}（追评）",
        target=target_of(subject if isinstance(subject, Review) else subject.review),
        before={"state": before},
        after={"state": subject.state, "reason": subject.reason, "note": subject.note},
    )
