"""Content security: what was written is asked about outside any transaction, and decided by all the answers together.

An answer is recorded under the review's lock. What WeChat cannot or will not say becomes an operator's decision.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kernel.media.links import file_url
from kernel.outbox.services import publish
from kernel.wechat.client import ContentVerdict, WechatClient, WechatRefused, WechatUnavailable, get_client
from kernel.wechat.refusals import WechatMisconfigured, WechatTokenExpired, WechatTooFrequent
from kernel.wechat.selectors import MediaVerdict, find_media_verdict, find_pushed_verdict
from mall.reviews.facts import ReviewSubmitted
from mall.reviews.models import ContentCheck, FollowUp, Review, ReviewPicture
from mall.reviews.options import PUBLISHES_ITSELF, REJECTS_ITSELF
from mall.reviews.services.moving import lock_review, move
from mall.reviews.shapes import Finding, Question
from mall.reviews.states import Reason, State
from members.accounts.selectors import find_openid

Check = ContentCheck.State
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# Usually within half an hour (protocols 1.6); then the picture is handed in again.
VERDICT_WITHIN = timedelta(hours=1)
AGAIN = (WechatTooFrequent, WechatTokenExpired, WechatMisconfigured)
VERDICTS = {"pass": Check.PASSED, "review": Check.DOUBTFUL, "risky": Check.RISKY}
REASONS = {10001: Reason.ADVERTISING, 20003: Reason.ABUSE}


def begin_checks(*, review: Review, follow_up: FollowUp | None, at: datetime) -> None:
    """Write down a question for the text and for each picture, in the caller's transaction, under the review's lock."""
    subject = follow_up or review
    pictures = ReviewPicture.objects.filter(review=review, follow_up=follow_up)
    wanted: list[ReviewPicture | None] = [*([None] if subject.text else []), *pictures]
    ContentCheck.objects.bulk_create(
        ContentCheck(review=review, follow_up=follow_up, picture=picture, round=subject.round, next_attempt_at=at)
        for picture in wanted
    )
    if wanted:
        publish(ReviewSubmitted(review_id=review.pk))
    else:
        _decide(review, follow_up, at)


def run_checks(*, review_id: int, at: datetime) -> int:
    """Ask whatever is due of one review; return how many were asked. Called outside a transaction."""
    due = ContentCheck.objects.due(at).filter(review_id=review_id)
    return sum(ask_check(check_id=check_id, at=at) for check_id in list(due.values_list("pk", flat=True)))


def ask_check(*, check_id: int, at: datetime) -> bool:
    """Ask WeChat about one text or picture, unless somebody else is just doing so; return whether it was asked.

    Asking twice does no harm: each answer is recorded once, and a picture's former trace id is forgotten.
    """
    question = _claim(check_id, at)
    if question is None:
        return False
    known = find_media_verdict(trace_id=question.trace_id) if question.trace_id else None
    if known is not None and known.verdict is not None:
        _record(check_id, _finding(known.verdict), at)
        return True
    if not question.openid or question.attempts > MOST_ATTEMPTS:
        error = "no_verdict" if question.openid else "no_wechat_identity"
        _record(check_id, Finding(Check.UNKNOWN, error=error), at)
        return True
    try:
        _ask(question, get_client(), at)
    except (WechatUnavailable, *AGAIN) as refusal:
        if question.attempts >= MOST_ATTEMPTS:
            _record(check_id, Finding(Check.UNKNOWN, error=refusal.code), at)
    except WechatRefused as refusal:
        _record(check_id, Finding(Check.UNKNOWN, error=f"errcode {refusal.errcode}"), at)
    return True


def apply_pushed_verdict(*, receipt_id: int, at: datetime) -> None:
    """Record the verdict of a push; one that is not about a picture of ours is somebody else's, or comes too early.

    Whoever stores a trace id looks for its verdict afterwards: one of the two sees the other.
    """
    pushed = find_pushed_verdict(receipt_id=receipt_id)
    if pushed is not None:
        _apply(pushed, at)


def _apply(pushed: MediaVerdict, at: datetime) -> None:
    check = ContentCheck.objects.filter(trace_id=pushed.trace_id, state=Check.ASKED).first()
    if check is None:
        return
    if pushed.verdict is not None:
        _record(check.pk, _finding(pushed.verdict), at)
    elif check.attempts >= MOST_ATTEMPTS:
        _record(check.pk, Finding(Check.UNKNOWN, error="picture_not_loaded"), at)
    else:
        pause = _pause(check.attempts)
        asked = ContentCheck.objects.filter(pk=check.pk, state=Check.ASKED, trace_id=pushed.trace_id)
        asked.update(state=Check.WAITING, next_attempt_at=at + pause, error="picture_not_loaded")


@transaction.atomic
def _claim(check_id: int, at: datetime) -> Question | None:
    """Take a due question into one's hands until the next attempt is due."""
    check = ContentCheck.objects.due(at).select_for_update(of=("self",)).filter(pk=check_id).first()
    if check is None:
        return None
    check.attempts += 1
    check.next_attempt_at = at + _pause(check.attempts)
    check.save(update_fields=["attempts", "next_attempt_at"])
    review = check.review
    member = review.member
    return Question(
        check_id=check.pk,
        openid=find_openid(member_id=member.pk, appid=settings.WECHAT_APPID) or "",
        text=(check.follow_up or review).text,
        nickname="" if review.is_anonymous else member.nickname,
        url=file_url(check.picture.file) if check.picture else "",
        trace_id=check.trace_id or "",
        attempts=check.attempts,
    )


def _ask(question: Question, client: WechatClient, at: datetime) -> None:
    if not question.url:
        verdict = client.check_text(openid=question.openid, text=question.text, nickname=question.nickname)
        _record(question.check_id, _finding(verdict), at)
        return
    trace_id = client.check_picture(openid=question.openid, url=question.url)
    open_check = ContentCheck.objects.open().filter(pk=question.check_id)
    open_check.update(state=Check.ASKED, trace_id=trace_id, next_attempt_at=at + VERDICT_WITHIN, error="")
    early = find_media_verdict(trace_id=trace_id)
    if early is not None:
        _apply(early, at)


def _finding(verdict: ContentVerdict) -> Finding:
    return Finding(VERDICTS[verdict.suggest], label=verdict.label)


@transaction.atomic
def _record(check_id: int, finding: Finding, at: datetime) -> None:
    """Keep an answer, once, and decide if it was the last one."""
    known = ContentCheck.objects.only("review_id").get(pk=check_id)
    review = lock_review(known.review_id)
    check = ContentCheck.objects.select_related("follow_up").get(pk=check_id)
    if check.state not in ContentCheck.OPEN:
        return
    check.state, check.label, check.error, check.answered_at = finding.state, finding.label, finding.error, at
    check.save(update_fields=["state", "label", "error", "answered_at"])
    if check.follow_up is not None:
        check.follow_up.review = review  # one object, so that its columns are changed once
    _decide(review, check.follow_up, at)


def _decide(review: Review, follow_up: FollowUp | None, at: datetime) -> None:
    """Publish, reject or leave to an operator as soon as the answers allow; the review is locked."""
    subject = follow_up or review
    if subject.state != State.PENDING:
        return
    checks = list(ContentCheck.objects.of(review, follow_up))
    risky = next((check for check in checks if check.state == Check.RISKY), None)
    if risky is not None and REJECTS_ITSELF.get():
        drop_open_checks(review=review, follow_up=follow_up)
        reason = REASONS.get(risky.label, Reason.ILLEGAL)
        move(subject, State.REJECTED, at=at, decided_at=at, decided_by_id=None, reason=reason, note="")
        return
    if any(check.state in ContentCheck.OPEN for check in checks):
        return
    if all(check.state == Check.PASSED for check in checks) and PUBLISHES_ITSELF.get():
        move(subject, State.PUBLISHED, at=at, decided_at=at, decided_by_id=None, reason="", note="")
    else:
        move(subject, State.MANUAL, at=at)


def drop_open_checks(*, review: Review, follow_up: FollowUp | None) -> None:
    """Stop asking: somebody has decided. A verdict that is still on its way is not listened to."""
    ContentCheck.objects.of(review, follow_up).open().update(state=Check.DROPPED)


def _pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)
