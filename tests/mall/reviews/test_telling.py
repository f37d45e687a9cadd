"""Members hear of rejections and answers, and are reminded once of what waits for a review."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.options.services import set_option
from mall.reviews.models import ReviewReminder
from mall.reviews.options import REMIND_AFTER_DAYS
from mall.reviews.services import Rejection, approve_review, reject_review, reply_to_review
from mall.reviews.tasks import remind_buyers
from members.messages.models import Message
from tests.factories.reviews import OPERATOR, bought, published, written

pytestmark = pytest.mark.django_db


def told(member):
    return list(Message.objects.filter(member_id=member.pk).order_by("pk").values_list("kind", "title", "body"))


def later(**delta):
    return clock.at(clock.now() + timedelta(**delta))


def test_a_rejection_says_why(alice, line, deliver_pending):
    review = written(alice, line)
    rejection = Rejection(reason="advertising", note="请去掉电话")
    reject_review(review_id=review.pk, rejection=rejection, actor=OPERATOR, at=clock.now())

    deliver_pending()

    assert told(alice) == [
        ("review_rejected", "评价未通过审核", "您对“马克杯”的评价未通过审核：含有广告或联系方式：请去掉电话。")
    ]


def test_a_rejection_that_was_taken_back_is_not_told(alice, line, deliver_pending):
    review = written(alice, line)
    reject_review(review_id=review.pk, rejection=Rejection(reason="other"), actor=OPERATOR, at=clock.now())
    approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now())

    deliver_pending()

    assert told(alice) == []


def test_the_first_answer_is_passed_on_and_corrections_are_not(alice, line, deliver_pending):
    review = published(alice, line)
    reply_to_review(review_id=review.pk, text="谢谢您的认可", actor=OPERATOR, at=clock.now())
    deliver_pending()
    reply_to_review(review_id=review.pk, text="谢谢您！", actor=OPERATOR, at=clock.now())

    deliver_pending()

    assert told(alice) == [("review_replied", "商家回复了您的评价", "“马克杯”：谢谢您的认可")]
    review.refresh_from_db()
    assert review.reply == "谢谢您！"


def test_a_buyer_is_reminded_once_of_what_waits(alice, carol, cup, line):
    reviewed = bought(carol, product=cup)
    written(carol, reviewed)

    with later(days=2, hours=23):
        assert remind_buyers() == 0
    with later(days=3):
        assert remind_buyers() == 1
        assert remind_buyers() == 0

    assert told(alice) == [("review_waiting", "收到的商品还满意吗", "“马克杯”等 1 件商品等您评价，说说真实感受。")]
    assert told(carol) == []
    assert ReviewReminder.objects.get().order_id == line.order_id


def test_missed_days_are_caught_up_but_nobody_is_reminded_of_old_things(alice, line):
    with later(days=11):
        assert remind_buyers() == 0
    with later(days=9):
        assert remind_buyers() == 1


def test_the_shop_may_remind_nobody(alice, line, stella):
    set_option(name=REMIND_AFTER_DAYS.name, value=0, operator_id=stella.pk)

    with later(days=3):
        assert remind_buyers() == 0

    assert told(alice) == []
