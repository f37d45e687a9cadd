"""Two members become one and are parted again: days united, nothing rewarded twice, nothing lost."""

from datetime import date

import pytest

from members.accounts.models import Member
from members.tasks.models import CheckIn, CheckInRun, Event, MakeUpCard, RewardMark, Task, TaskProgress
from members.tasks.parts import TasksPart
from members.tasks.services import claim, digest_of_device, grant_cards, make_up, record_progress
from tests.factories.tasks import LONG_AGO, a_task
from tests.members.tasks.conftest import NOW, check_in_on, day

pytestmark = pytest.mark.django_db
PART = TasksPart()


@pytest.fixture(autouse=True)
def _long_ago(alice, bob):
    Member.objects.update(joined_at=LONG_AGO)


def merge(source, target):
    return PART.move(source_id=source.pk, target_id=target.pk, at=NOW)


def owned(member) -> tuple[list[str], list[tuple[str, int, str]], int]:
    days = [f"{on:%d}" for on in CheckIn.objects.filter(member=member).order_by("on").values_list("on", flat=True)]
    rows = TaskProgress.objects.filter(member=member).order_by("task_id", "period", "id")
    return days, list(rows.values_list("period", "count", "state")), MakeUpCard.objects.filter(member=member).count()


def ordered(member, *keys, at=NOW):
    for key in keys:
        record_progress(member_id=member.pk, event=Event.ORDER_COMPLETED, key=key, at=at)


def test_days_become_one_calendar_and_part_again(alice, bob, nothing_is_broken):
    check_in_on(alice, -5, -4, -2)
    check_in_on(bob, -4, -3)
    before = owned(alice), owned(bob)

    journal = merge(alice, bob)

    assert (owned(alice)[0], owned(bob)[0]) == ([], ["16", "17", "18", "19"])
    assert CheckInRun.objects.get(member=bob).days == 4
    nothing_is_broken()
    PART.undo(journal=journal, at=NOW)
    assert (owned(alice), owned(bob)) == before
    nothing_is_broken()


def test_a_card_spent_on_a_day_that_both_had_is_free_again(alice, bob, nothing_is_broken):
    check_in_on(bob, -1)
    grant_cards(member_id=alice.pk, count=2, source=MakeUpCard.Source.OPERATOR, key="gift", at=NOW)
    make_up(member_id=alice.pk, on=date(2026, 11, 20), at=NOW)

    journal = merge(alice, bob)

    assert MakeUpCard.objects.filter(member=bob).usable(NOW).count() == 2
    nothing_is_broken()
    PART.undo(journal=journal, at=NOW)
    assert CheckIn.objects.get(member=alice).is_made_up
    assert MakeUpCard.objects.filter(member=alice).usable(NOW).count() == 1
    nothing_is_broken()


def test_running_counts_are_added_up_and_a_common_cause_counts_once(alice, bob, nothing_is_broken):
    a_task(target=5)
    ordered(alice, "order:1", "order:2")
    ordered(bob, "order:2", "order:3")

    journal = merge(alice, bob)

    assert owned(bob)[1] == [("2026-11-21", 3, "running")]
    nothing_is_broken()
    PART.undo(journal=journal, at=NOW)
    assert owned(alice)[1] == owned(bob)[1] == [("2026-11-21", 2, "running")]
    nothing_is_broken()


def test_counts_may_reach_the_target_together(alice, bob, stars, nothing_is_broken):
    a_task(target=2, needs_claim=False)
    ordered(alice, "order:1")
    ordered(bob, "order:2")

    journal = merge(alice, bob)
    PART.undo(journal=journal, at=NOW)

    assert owned(bob)[1] == [("2026-11-21", 2, "claimed")]
    assert (stars.had_by(bob.pk), owned(alice)[1]) == (10, [("2026-11-21", 0, "running")])
    nothing_is_broken()


@pytest.mark.parametrize("source_claims", [True, False])
def test_the_further_of_two_periods_stays_so_no_reward_is_given_twice(
    alice, bob, stars, nothing_is_broken, source_claims
):
    task = a_task(target=2)
    far, near = (alice, bob) if source_claims else (bob, alice)
    ordered(far, "order:1", "order:2")
    claim(member_id=far.pk, task_id=task.pk, at=NOW)
    ordered(near, "order:3")
    before = owned(alice), owned(bob)

    journal = merge(alice, bob)
    ordered(bob, "order:4", "order:5")

    assert owned(bob)[1] == [("2026-11-21", 2, "claimed")]
    assert sum(stars.had_by(member.pk) for member in (alice, bob)) == 10
    nothing_is_broken()
    PART.undo(journal=journal, at=NOW)
    assert (owned(alice), owned(bob)) == before


def test_periods_only_one_has_go_over_and_come_back(alice, bob, nothing_is_broken):
    a_task()
    ordered(alice, "order:1", at=day(-1))
    ordered(bob, "order:2")

    journal = merge(alice, bob)

    assert [period for period, _, _ in owned(bob)[1]] == ["2026-11-20", "2026-11-21"]
    assert owned(alice)[1] == []
    PART.undo(journal=journal, at=NOW)
    assert [period for period, _, _ in owned(alice)[1]] == ["2026-11-20"]
    nothing_is_broken()


def test_streaks_of_both_never_share_a_day(alice, bob, stars, nothing_is_broken):
    a_task(kind=Task.Kind.STREAK, event=Event.CHECK_IN, target=3, needs_claim=False)
    check_in_on(alice, -5, -4, -3)
    check_in_on(bob, -4, -3, -2)
    given = dict(stars.given)

    journal = merge(alice, bob)
    Member.objects.filter(pk=alice.pk).update(state=Member.State.MERGED, merged_into=bob)
    check_in_on(bob, -1)

    assert stars.given == given
    nothing_is_broken()
    Member.objects.filter(pk=alice.pk).update(state=Member.State.ACTIVE, merged_into=None)
    PART.undo(journal=journal, at=NOW)
    assert (owned(alice)[0], owned(bob)[0]) == (["16", "17", "18"], ["17", "18", "19", "20"])
    nothing_is_broken()


def test_days_that_earned_a_streak_since_stay_where_they_did(alice, bob, stars, nothing_is_broken):
    a_task(kind=Task.Kind.STREAK, event=Event.CHECK_IN, target=3, needs_claim=False)
    check_in_on(alice, -5, -2, -1)

    journal = merge(alice, bob)
    check_in_on(bob, 0)
    PART.undo(journal=journal, at=NOW)

    assert (owned(alice)[0], owned(bob)[0]) == (["16"], ["19", "20", "21"])
    assert stars.had_by(bob.pk) == 10
    nothing_is_broken()


def test_what_would_move_is_counted_without_moving_it(alice, bob):
    check_in_on(alice, -1, 0)
    a_task()
    ordered(alice, "order:1")

    assert PART.preview(source_id=alice.pk, target_id=bob.pk) == {"签到天数": 2, "任务进度": 1, "补签卡": 0}
    assert owned(bob) == ([], [], 0)


def test_a_member_takes_their_tasks_along(alice):
    task = a_task(name="买一单")
    ordered(alice, "order:1")
    check_in_on(alice, 0)
    grant_cards(member_id=alice.pk, count=1, source=MakeUpCard.Source.OPERATOR, key="gift", at=NOW)

    told = PART.export(member_id=alice.pk)

    assert told["签到"] == [{"日期": "2026-11-21", "补签": False}]
    assert told["任务"] == [{"任务": task.name, "周期": "2026-11-21", "完成": 1, "目标": 1, "状态": "待领取"}]
    assert told["补签卡"][0]["来源"] == "运营发放"


def test_nothing_leads_from_a_digest_to_who_was_erased_but_it_still_counts(alice):
    task = a_task(kind=Task.Kind.ONE_OFF)
    ordered(alice, "order:1")
    claim(member_id=alice.pk, task_id=task.pk, device=digest_of_device("d"), at=NOW)

    PART.erase(member_id=alice.pk, at=NOW)

    assert set(RewardMark.objects.values_list("claim", flat=True)) == {None}
    assert RewardMark.objects.count() == 2
    assert PART.blocks(member_id=alice.pk) == []
