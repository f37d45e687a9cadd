"""GET me/tasks, POST me/tasks/{id}/claim, GET and POST me/check-ins, POST me/make-up-cards."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kernel.options.services import set_option
from members.points.selectors import spendable_points
from members.tasks.models import CheckIn, Event, MakeUpCard, RewardMark, Task, TaskClaim
from members.tasks.options import MAKE_UP_CARD_POINTS, MAKE_UP_PER_MONTH
from members.tasks.services import digest_of_device, grant_cards, record_progress
from tests.factories.points import give
from tests.factories.tasks import a_task
from tests.mall.orders.counting import counted
from tests.members.tasks.conftest import NOW, check_in_on

pytestmark = pytest.mark.django_db
TASKS, CHECK_INS, CARDS = "/api/v1/me/tasks", "/api/v1/me/check-ins", "/api/v1/me/make-up-cards"


def claim_url(task: Task) -> str:
    return f"{TASKS}/{task.pk}/claim"


def send(client: Any, url: str, body: dict[str, Any] | None = None, *, key: str = "", **headers: str) -> Any:
    return client.post(url, body or {}, format="json", headers={"Idempotency-Key": key or uuid4().hex, **headers})


def complete(member: Any, task: Task) -> None:
    record_progress(member_id=member.pk, event=task.event, key=f"{task.pk}", amount=task.target, at=NOW)


def test_a_member_sees_tasks_and_how_far_they_are(client_of, alice):
    task = a_task(name="买三单", description="今天", page="pages/home/index", target=3, stars=7, position=1)
    record_progress(member_id=alice.pk, event=task.event, key="order:1", at=NOW)
    a_task(is_on=False)
    a_task(starts_at=NOW + timedelta(days=1))

    body = client_of(alice).get(TASKS).json()

    assert body == {
        "results": [
            {
                "id": str(task.pk), "code": task.code, "name": "买三单", "description": "今天",
                "page": "pages/home/index", "kind": "daily",
                "rewards": [{"kind": "stars", "amount": 7, "text": "星星 7 颗"}],
                "count": 1, "target": 3, "state": "running", "claimable": 0, "claim_before": None,
                "period_ends_on": "2026-11-21",
            }
        ],
        "next": None,
    }  # fmt: skip


def test_what_waits_stays_in_sight_until_it_is_claimed(client_of, alice):
    task = a_task()
    complete(alice, task)
    Task.objects.update(is_on=False)
    client = client_of(alice)

    before = client.get(TASKS).json()["results"][0]
    send(client, claim_url(task))

    assert (before["state"], before["claimable"]) == ("completed", 1)
    assert before["claim_before"] == "2026-12-21T12:00:00+08:00"
    assert client.get(TASKS).json()["results"] == []


def test_a_streak_shows_its_days(client_of, alice):
    a_task(kind=Task.Kind.STREAK, event=Event.CHECK_IN, target=3, needs_claim=False)
    client = client_of(alice)

    shown = []
    for number in (-3, -2, -1, 0):
        check_in_on(alice, number)
        with_clock = client.get(TASKS).json()["results"][0]
        shown.append((with_clock["count"], with_clock["state"]))

    assert shown[2:] == [(3, "claimed"), (1, "running")]


def test_a_newcomers_task_is_over_for_who_joined_long_ago(client_of, old_alice):
    a_task(kind=Task.Kind.NEWCOMER, within_days=7)

    assert client_of(old_alice).get(TASKS).json()["results"] == []


@pytest.mark.parametrize("many", [1, 20, 100])
def test_tasksview_asks_the_same_questions_however_many_there_are(client_of, alice, many):
    for number in range(many):
        task = a_task(kind=Task.Kind.STREAK if number % 2 else Task.Kind.DAILY, event=Event.CHECK_IN, target=2)
    complete(alice, task)
    check_in_on(alice, 0)
    client = client_of(alice)

    with counted() as statements:
        assert len(client.get(TASKS).json()["results"]) == many

    assert len(statements) == 7


def test_a_claim_gives_the_reward_once_however_often_it_is_sent(client_of, alice, stars):
    task = a_task(stars=7)
    complete(alice, task)
    client = client_of(alice)

    first = send(client, claim_url(task), key="k1")
    again = send(client, claim_url(task), key="k1")
    other = send(client, claim_url(task), key="k2")

    assert (first.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert first.json() == again.json() == {
        "task_id": str(task.pk), "period": "2026-11-21", "state": "claimed",
        "rewards": [{"kind": "stars", "amount": 7, "text": "星星 7 颗"}],
    }  # fmt: skip
    assert (other.status_code, other.json()["code"]) == (409, "task_reward_taken")
    assert stars.had_by(alice.pk) == 7


def test_a_claim_is_for_its_owner_and_a_task_that_is(client_of, alice, bob, stars):
    task = a_task()
    complete(alice, task)

    strangers = send(client_of(bob), claim_url(task))
    nowhere = send(client_of(bob), f"{TASKS}/999999/claim")

    assert (strangers.status_code, strangers.json()["code"]) == (409, "task_not_completed")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "task_not_found")
    assert stars.given == {}


def test_the_device_of_the_header_counts(client_of, alice, bob):
    task = a_task()
    for member in (alice, bob):
        complete(member, task)

    first = send(client_of(alice), claim_url(task), **{"X-Device-Id": "phone-1"})
    second = send(client_of(bob), claim_url(task), **{"X-Device-Id": "phone-1"})

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "task_reward_taken_elsewhere"
    assert RewardMark.objects.get().digest == digest_of_device("phone-1")


@pytest.mark.parametrize(
    ("url", "body", "headers", "code"),
    [
        (CHECK_INS, {"on": "yesterday"}, {}, "invalid"),
        (CHECK_INS, {"day": "2026-11-21"}, {}, "invalid"),
        (CHECK_INS, {}, {"X-Device-Id": "x" * 129}, "device_invalid"),
        (CARDS, {"count": 9}, {}, "invalid"),
    ],
)
def test_what_cannot_be_meant_is_refused(client_of, alice, url, body, headers, code):
    response = send(client_of(alice), url, body, **headers)

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert not CheckIn.objects.exists()


def test_unknown_fields_of_a_claim_are_refused(client_of, alice):
    task = a_task()
    complete(alice, task)

    assert send(client_of(alice), claim_url(task), {"stars": 99}).status_code == 422
    assert not TaskClaim.objects.exists()


def test_writes_need_a_key_and_all_calls_a_member(client_of, anonymous, alice):
    task = a_task()
    urls = [claim_url(task), CHECK_INS, CARDS]

    assert [client_of(alice).post(url, {}, format="json").json()["code"] for url in urls] == [
        "idempotency_key_required"
    ] * 3
    assert [send(anonymous, url).status_code for url in urls] == [401] * 3
    assert [anonymous.get(url).status_code for url in (TASKS, CHECK_INS)] == [401] * 2


def test_a_check_in_answers_with_the_calendar(client_of, old_alice):
    check_in_on(old_alice, -1)

    response = send(client_of(old_alice), CHECK_INS)

    assert response.status_code == 201
    assert response.json() == {
        "month": "2026-11",
        "days": [{"on": "2026-11-20", "is_made_up": False}, {"on": "2026-11-21", "is_made_up": False}],
        "today": "2026-11-21", "is_checked_in": True, "streak": 2, "longest_streak": 2, "cards": 0,
        "make_ups_left": 3, "can_make_up": [f"2026-11-{day}" for day in range(14, 20)], "card_points": 50,
    }  # fmt: skip


def test_a_day_is_checked_in_once(client_of, alice):
    client = client_of(alice)
    send(client, CHECK_INS)

    again = send(client, CHECK_INS, {"on": "2026-11-21"})

    assert (again.status_code, again.json()["code"]) == (409, "already_checked_in")
    assert CheckIn.objects.count() == 1


def test_a_past_day_is_made_up_with_a_card(client_of, old_alice):
    grant_cards(member_id=old_alice.pk, count=1, source=MakeUpCard.Source.OPERATOR, key="gift", at=NOW)
    client = client_of(old_alice)

    done = send(client, CHECK_INS, {"on": "2026-11-19"})
    none_left = send(client, CHECK_INS, {"on": "2026-11-18"})

    assert done.json()["days"] == [{"on": "2026-11-19", "is_made_up": True}]
    assert (done.json()["cards"], done.json()["make_ups_left"], done.json()["streak"]) == (0, 2, 0)
    assert (none_left.status_code, none_left.json()["code"]) == (409, "no_make_up_card")


def test_the_calendar_of_another_month(client_of, old_alice):
    check_in_on(old_alice, -30)

    body = client_of(old_alice).get(CHECK_INS, {"month": "2026-10"}).json()

    assert (body["month"], body["days"]) == ("2026-10", [{"on": "2026-10-22", "is_made_up": False}])


@pytest.mark.parametrize("month", ["2026-13", "26-11", "2026-1", "2026-11-01", "0000-01", "9999-12", "²026-11"])
def test_what_is_no_month_is_refused(client_of, alice, month):
    assert client_of(alice).get(CHECK_INS, {"month": month}).status_code == 422


@pytest.mark.parametrize("many", [1, 20, 100])
def test_the_calendar_asks_the_same_questions_for_any_history(client_of, old_alice, many):
    check_in_on(old_alice, *range(-many, 0))
    client = client_of(old_alice)

    with counted() as statements:
        assert client.get(CHECK_INS).json()["streak"] == many

    assert len(statements) == 6


def test_a_card_is_bought_with_points(client_of, alice):
    give(alice.pk, 120)
    client = client_of(alice)

    bought = [send(client, CARDS).status_code for _ in range(3)]

    assert bought == [201, 201, 409]
    assert (MakeUpCard.objects.filter(source="points").count(), spendable_points(alice.pk)) == (2, 20)


def test_cards_are_bought_so_many_a_month_and_only_where_they_are_sold(client_of, alice, stella):
    give(alice.pk, 1000)
    set_option(name=MAKE_UP_PER_MONTH.name, value=1, operator_id=stella.pk)
    client = client_of(alice)
    send(client, CARDS)

    too_many = send(client, CARDS)
    set_option(name=MAKE_UP_CARD_POINTS.name, value=0, operator_id=stella.pk)
    not_sold = send(client, CARDS)

    assert [each.json()["code"] for each in (too_many, not_sold)] == [
        "make_up_limit_reached",
        "make_up_cards_not_sold",
    ]
    assert spendable_points(alice.pk) == 950
