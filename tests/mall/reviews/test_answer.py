"""The shop answers, and puts reviews into the window."""

import pytest

from kernel import clock
from kernel.audit.models import AuditEntry
from mall.reviews import services
from mall.reviews.services import hide_review, reply_to_review, showcase_review
from mall.reviews.services.answering import MOST_SHOWCASED
from tests.factories.reviews import OPERATOR, bought, published, written

pytestmark = pytest.mark.django_db


def showcase(review, *, is_showcased=True):
    return showcase_review(review_id=review.pk, is_showcased=is_showcased, actor=OPERATOR, at=clock.now())


@pytest.mark.parametrize("text", ["", "   ", "字" * 501])
def test_an_answer_has_words_but_not_too_many(alice, line, text):
    review = published(alice, line)

    with pytest.raises(services.ReplyInvalid):
        reply_to_review(review_id=review.pk, text=text, actor=OPERATOR, at=clock.now())


def test_only_what_is_shown_is_answered(alice, line):
    review = written(alice, line)

    with pytest.raises(services.ReviewStateConflict):
        reply_to_review(review_id=review.pk, text="谢谢", actor=OPERATOR, at=clock.now())


def test_an_answer_is_dated_and_on_record(alice, line):
    review = published(alice, line)

    reply_to_review(review_id=review.pk, text=" 谢谢 ", actor=OPERATOR, at=clock.now())

    review.refresh_from_db()
    assert (review.reply, review.replied_at, review.replied_by_id) == ("谢谢", clock.now(), OPERATOR.id)
    assert AuditEntry.objects.get(action="mall.reviews.reply_to_review").after == {"reply": "谢谢"}


def test_the_window_takes_what_is_published_and_lets_go_what_is_hidden(alice, line):
    review = written(alice, line)
    with pytest.raises(services.ReviewStateConflict):
        showcase(review)

    services.approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now())
    assert showcase(review).is_showcased
    hide_review(review_id=review.pk, note="", actor=OPERATOR, at=clock.now())

    review.refresh_from_db()
    assert review.is_showcased is False
    assert showcase(review, is_showcased=False).is_showcased is False


def test_the_window_has_so_many_places(alice, cup):
    for _ in range(MOST_SHOWCASED):
        showcase(published(alice, bought(alice, product=cup)))

    with pytest.raises(services.ShowcaseFull):
        showcase(published(alice, bought(alice, product=cup)))
