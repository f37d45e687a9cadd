"""What was written is asked about outside transactions, and decided by all the answers together (protocols 1.6)."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.options.services import set_option
from kernel.wechat.models import PushReceipt
from kernel.wechat.services import receive_push
from mall.reviews.models import ContentCheck, Review
from mall.reviews.options import PUBLISHES_ITSELF, REJECTS_ITSELF
from mall.reviews.services import apply_pushed_verdict, ask_check, run_checks
from mall.reviews.services.checking import MOST_ATTEMPTS
from mall.reviews.tasks import ask_due_checks
from members.accounts.models import Identity
from tests.factories.reviews import picture_of, written
from tests.mall.reviews.security import FakeSecurity

pytestmark = pytest.mark.django_db


@pytest.fixture
def security(monkeypatch: pytest.MonkeyPatch) -> FakeSecurity:
    fake = FakeSecurity()
    monkeypatch.setattr("mall.reviews.services.checking.get_client", lambda: fake)
    return fake


def state_of(review: Review) -> tuple[str, str]:
    review.refresh_from_db()
    return review.state, review.reason


def run(review: Review, **later: float) -> None:
    run_checks(review_id=review.pk, at=clock.now() + timedelta(**later))


def push(trace_id: str, **result: Any) -> None:
    message = {
        "FromUserName": "o", "MsgType": "event", "Event": "wxa_media_check", "trace_id": trace_id, **result,
    }  # fmt: skip
    receive_push(message=message, at=clock.now())
    apply_pushed_verdict(receipt_id=PushReceipt.objects.get(trace_id=trace_id).pk, at=clock.now())


def pushed(trace_id: str, suggest: str, label: int = 100) -> None:
    push(trace_id, result={"suggest": suggest, "label": label})


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(("pass", 100), ("published", "")), (("risky", 10001), ("rejected", "advertising")),
     (("risky", 20002), ("rejected", "illegal")), (("review", 20003), ("manual", ""))],
)  # fmt: skip
def test_the_verdict_on_a_text_decides(security, alice, line, verdict, state):
    security.texts["料子厚实，洗过不掉色"] = verdict
    review = written(alice, line)

    run(review)

    assert state_of(review) == state
    assert security.asked == [("openid-of-alice", "料子厚实，洗过不掉色", "alice")]


def test_the_nickname_of_an_anonymous_writer_is_not_sent(security, alice, line):
    run(written(alice, line, is_anonymous=True))

    assert security.asked == [("openid-of-alice", "料子厚实，洗过不掉色", "")]


def test_pictures_wait_for_their_pushes_and_all_must_pass(security, alice, line):
    review = written(alice, line, picture_ids=(picture_of(alice).pk, picture_of(alice, "red").pk))
    run(review)
    assert state_of(review) == ("pending", "")
    assert security.pictures[0].startswith("http://127.0.0.1:8000/media/uploads/")

    pushed("trace-1", "pass")
    assert state_of(review) == ("pending", "")
    pushed("trace-2", "pass")

    assert state_of(review) == ("published", "")


def test_one_bad_picture_is_enough_and_later_verdicts_change_nothing(security, alice, line):
    review = written(alice, line, picture_ids=(picture_of(alice).pk, picture_of(alice, "red").pk))
    run(review)

    pushed("trace-2", "risky", 20002)
    pushed("trace-1", "pass")

    assert state_of(review) == ("rejected", "illegal")
    assert sorted(review.checks.values_list("state", flat=True)) == ["dropped", "passed", "risky"]


def test_a_push_that_comes_before_its_trace_is_stored_is_found(security, alice, line):
    review = written(alice, line, text="", picture_ids=(picture_of(alice).pk,))
    security.before_trace = lambda: pushed("trace-1", "pass")

    run(review)

    assert state_of(review) == ("published", "")


def test_a_push_that_got_lost_is_found_when_the_time_is_over(security, alice, line):
    review = written(alice, line, text="", picture_ids=(picture_of(alice).pk,))
    run(review)
    receive_push(
        message={"Event": "wxa_media_check", "trace_id": "trace-1", "result": {"suggest": "pass", "label": 100}},
        at=clock.now(),
    )

    with clock.at(clock.now() + timedelta(hours=1)):
        assert ask_due_checks() == 1

    assert state_of(review) == ("published", "")
    assert len(security.pictures) == 1


def test_a_picture_nobody_answers_about_is_handed_in_again_and_ends_with_an_operator(security, alice, line):
    review = written(alice, line, text="", picture_ids=(picture_of(alice).pk,))

    for hours in range(0, 3 * (MOST_ATTEMPTS + 1), 3):
        run(review, hours=hours)

    assert state_of(review) == ("manual", "")
    assert len(security.pictures) == MOST_ATTEMPTS
    assert review.checks.get().error == "no_verdict"


def test_a_picture_that_was_not_loaded_is_handed_in_again(security, alice, line):
    review = written(alice, line, text="", picture_ids=(picture_of(alice).pk,))
    run(review)

    push("trace-1", detail=[{"errcode": -1008}])
    assert review.checks.get().state == "waiting"
    run(review, minutes=5)
    pushed("trace-2", "pass")

    assert state_of(review) == ("published", "")


@pytest.mark.parametrize("errcode", [61010, 40003, 87020])
def test_what_wechat_refuses_to_judge_is_left_to_an_operator(security, alice, line, errcode):
    security.refuses(errcode)
    review = written(alice, line)

    run(review)

    assert state_of(review) == ("manual", "")
    assert review.checks.get().error == f"errcode {errcode}"


@pytest.mark.parametrize("errcode", [None, -1, 45009, 45011, 40001])
def test_without_an_answer_it_is_asked_again_with_growing_pauses(security, alice, line, errcode):
    security.refuses(errcode)
    review = written(alice, line)
    run(review)
    assert (state_of(review), review.checks.get().attempts) == (("pending", ""), 1)

    run(review, seconds=29)
    assert review.checks.get().attempts == 1
    security.refuses(0)
    run(review, seconds=30)

    assert state_of(review) == ("published", "")


def test_an_outage_without_end_is_left_to_an_operator(security, alice, line):
    security.refuses(None)
    review = written(alice, line)

    for hours in range(0, 2 * MOST_ATTEMPTS, 2):
        run(review, hours=hours)

    assert state_of(review) == ("manual", "")
    assert review.checks.get().error == "wechat_unavailable"


def test_who_has_no_wechat_identity_is_judged_by_an_operator(security, alice, line):
    Identity.objects.all().delete()
    review = written(alice, line)

    run(review)

    assert (state_of(review), security.asked) == (("manual", ""), [])


def test_a_question_in_somebodys_hands_is_not_asked_twice(security, alice, line):
    review = written(alice, line)
    check = ContentCheck.objects.get()
    security.before_text = lambda: ask_check(check_id=check.pk, at=clock.now())

    run(review)

    assert len(security.asked) == 1
    assert state_of(review) == ("published", "")


def test_the_shop_may_decide_everything_by_hand(security, alice, line, stella):
    for option in (PUBLISHES_ITSELF, REJECTS_ITSELF):
        set_option(name=option.name, value=False, operator_id=stella.pk)
    fine, bad = written(alice, line), written(alice, text="赌博")
    security.texts["赌博"] = ("risky", 20006)

    run(fine)
    run(bad)

    assert (state_of(fine), state_of(bad)) == (("manual", ""), ("manual", ""))


def test_somebody_elses_push_is_not_ours(security, alice, line):
    review = written(alice, line, text="", picture_ids=(picture_of(alice).pk,))
    run(review)

    pushed("trace-of-another-room", "risky")

    assert state_of(review) == ("pending", "")
