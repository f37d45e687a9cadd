"""record_progress: what members do counts once per key, in its period, within the caps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from kernel.outbox.models import StoredFact
from kernel.outbox.services import publish
from members.accounts.facts import PhoneBound
from members.accounts.models import Member
from members.accounts.services import update_profile
from members.messages.models import Message
from members.tasks.models import Event, ProgressRecord, Task, TaskProgress
from members.tasks.services import record_progress
from tests.factories.tasks import a_task
from tests.members.tasks.conftest import NOW, day

pytestmark = pytest.mark.django_db


def done(member: Member, key: str, *, at: datetime = NOW, amount: int = 1) -> None:
    record_progress(member_id=member.pk, event=Event.ORDER_COMPLETED, key=key, amount=amount, at=at)


def states(task: Task) -> list[tuple[str, int, str]]:
    return list(TaskProgress.objects.filter(task=task).order_by("id").values_list("period", "count", "state"))


def test_a_target_is_reached_by_different_causes(alice, stars, nothing_is_broken):
    task = a_task(target=2)

    done(alice, "order:1")
    done(alice, "order:2")

    assert states(task) == [("2026-11-21", 2, "completed")]
    assert stars.given == {}
    nothing_is_broken()


def test_the_same_cause_counts_once(alice):
    task = a_task(target=2)

    done(alice, "order:1")
    done(alice, "order:1")

    assert states(task) == [("2026-11-21", 1, "running")]


def test_a_cause_that_comes_again_in_the_next_period_is_no_new_one(alice):
    task = a_task(target=2)
    done(alice, "order:1")

    done(alice, "order:1", at=day(1))

    assert states(task) == [("2026-11-21", 1, "running")]


@pytest.mark.rule("1.2")
def test_a_day_is_one_of_shanghai(alice):
    task = a_task()

    done(alice, "order:1", at=datetime(2026, 11, 21, 15, 59, tzinfo=UTC))
    done(alice, "order:2", at=datetime(2026, 11, 21, 16, 0, tzinfo=UTC))

    assert [period for period, _, _ in states(task)] == ["2026-11-21", "2026-11-22"]


@pytest.mark.parametrize(
    ("kind", "periods"),
    [
        ("daily", ["2026-11-21", "2026-11-22", "2026-12-01"]),
        ("weekly", ["2026-W47", "2026-W49"]),
        ("monthly", ["2026-11", "2026-12"]),
        ("one_off", ["once"]),
        ("newcomer", ["once"]),
    ],
)
def test_every_kind_has_its_periods(alice, kind, periods):
    task = a_task(kind=kind)

    for number, at in enumerate([day(0), day(1), day(10)]):
        done(alice, f"order:{number}", at=at)

    assert [period for period, _, _ in states(task)] == periods


def test_what_comes_after_the_target_is_not_counted(alice):
    task = a_task()

    done(alice, "order:1")
    done(alice, "order:2")

    assert (states(task), ProgressRecord.objects.count()) == ([("2026-11-21", 1, "completed")], 1)


def test_a_daily_cap_leaves_the_rest_uncounted(alice, nothing_is_broken):
    task = a_task(kind="weekly", target=10, most_per_day=3)

    done(alice, "order:1", amount=2)
    done(alice, "order:2", amount=2)
    done(alice, "order:3")
    done(alice, "order:3", at=day(1))

    assert states(task) == [("2026-W47", 3, "running")]
    assert list(ProgressRecord.objects.order_by("id").values_list("amount", flat=True)) == [2, 1, 0]
    nothing_is_broken()


def test_a_member_does_it_no_more_often_than_allowed(alice):
    task = a_task(most_in_all=1)

    done(alice, "order:1")
    done(alice, "order:2", at=day(1))

    assert [period for period, _, _ in states(task)] == ["2026-11-21"]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_on": False},
        {"starts_at": NOW + timedelta(seconds=1)},
        {"ends_at": NOW},
        {"event": Event.REVIEW_PUBLISHED},
        {"kind": Task.Kind.STREAK, "event": Event.CHECK_IN, "target": 7},
    ],
)
def test_what_does_not_run_or_looks_at_something_else_counts_nothing(alice, fields):
    task = a_task(**fields)

    done(alice, "order:1")

    assert states(task) == []


def test_a_newcomers_task_ends_so_many_days_after_joining(alice, bob):
    task = a_task(kind=Task.Kind.NEWCOMER, within_days=7)
    Member.objects.filter(pk=alice.pk).update(joined_at=NOW - timedelta(days=7))
    Member.objects.filter(pk=bob.pk).update(joined_at=NOW - timedelta(days=7) + timedelta(seconds=1))

    done(alice, "order:1")
    done(bob, "order:2")

    assert TaskProgress.objects.get(task=task).member == bob


def test_rewards_without_a_claim_are_given_at_once(alice, stars, nothing_is_broken):
    task = a_task(stars=7, needs_claim=False)

    done(alice, "order:1")

    progress = TaskProgress.objects.get(task=task)
    assert stars.given == {f"task:{progress.pk}:stars": (alice.pk, 7, f"task:{task.code}")}
    assert (progress.state, progress.claim.is_automatic) == ("claimed", True)
    assert not Message.objects.exists()
    nothing_is_broken()


def test_what_waits_is_told_to_the_member_and_to_the_house(alice):
    task = a_task(stars=7, name="买一单")

    done(alice, "order:1")

    message = Message.objects.get()
    assert (message.member, message.kind) == (alice, "task_completed")
    assert message.body == "“买一单”已完成，请领取奖励：星星 7 颗。领取截止：2026-12-21 12:00。"
    told = StoredFact.objects.get(name="members.tasks.task_completed").payload
    assert told == {"member_id": alice.pk, "task_id": task.pk, "progress_id": TaskProgress.objects.get().pk}


def test_the_promise_is_kept_as_it_was(alice):
    task = a_task(stars=7, target=2)
    done(alice, "order:1")
    task.rewards.update(amount=3)
    Task.objects.update(target=5)

    done(alice, "order:2")

    assert states(task) == [("2026-11-21", 2, "completed")]
    assert TaskProgress.objects.get().rewards == [["stars", 3]]


def test_who_is_erased_has_no_progress(alice):
    a_task()
    Member.objects.filter(pk=alice.pk).update(state=Member.State.ERASED)

    done(alice, "order:1")

    assert not TaskProgress.objects.exists()


def test_who_was_merged_away_is_counted_as_who_they_are_today(alice, bob):
    task = a_task()
    Member.objects.filter(pk=alice.pk).update(state=Member.State.MERGED, merged_into=bob)

    done(alice, "order:1")

    assert TaskProgress.objects.get(task=task).member == bob


def test_a_bound_phone_counts_through_its_fact(alice, deliver_pending):
    task = a_task(kind=Task.Kind.ONE_OFF, event=Event.PHONE_BOUND)

    for _ in range(2):
        with transaction.atomic():
            publish(PhoneBound(member_id=alice.pk))
    deliver_pending()

    assert states(task) == [("once", 1, "completed")]


def test_a_complete_profile_counts_through_its_fact(alice, deliver_pending):
    task = a_task(kind=Task.Kind.NEWCOMER, event=Event.PROFILE_COMPLETED)
    update_profile(member_id=alice.pk, change={"gender": "female", "birthday_on": date(1990, 2, 28)})
    deliver_pending()
    assert states(task) == []

    Member.objects.filter(pk=alice.pk).update(avatar="uploads/a.webp")
    update_profile(member_id=alice.pk, change={"nickname": "爱丽丝"})
    deliver_pending()

    assert states(task) == [("once", 1, "completed")]
