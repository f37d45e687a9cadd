"""Every check sees the violation it is made for, and nothing where all is well."""

from datetime import date

import pytest

from members.accounts.models import Member
from members.tasks import invariants
from members.tasks.models import (
    CheckIn,
    CheckInRun,
    Event,
    MakeUpCard,
    ProgressRecord,
    RewardMark,
    Task,
    TaskClaim,
    TaskProgress,
)
from members.tasks.services import claim, digest_of_device, grant_cards, make_up, record_progress
from tests.factories.tasks import a_task
from tests.members.tasks.conftest import NOW, check_in_on
from tests.planting import bare

pytestmark = pytest.mark.django_db
TABLES = (TaskProgress, ProgressRecord, TaskClaim, RewardMark, CheckIn, CheckInRun, MakeUpCard)


@pytest.fixture
def busy_alice(old_alice, nothing_is_broken):
    """Alice with a claimed task, one under way, a streak and a filled gap."""
    claimed, running = a_task(), a_task(target=3)
    a_task(kind=Task.Kind.STREAK, event=Event.CHECK_IN, target=3, needs_claim=False)
    record_progress(member_id=old_alice.pk, event=Event.ORDER_COMPLETED, key="order:1", at=NOW)
    claim(member_id=old_alice.pk, task_id=claimed.pk, device=digest_of_device("d"), at=NOW)
    check_in_on(old_alice, -3, -2, 0)
    grant_cards(member_id=old_alice.pk, count=2, source=MakeUpCard.Source.OPERATOR, key="gift", at=NOW)
    make_up(member_id=old_alice.pk, on=date(2026, 11, 20), at=NOW)
    assert TaskProgress.objects.filter(task=running, count=1).exists()
    nothing_is_broken()
    return old_alice


def more_counted():
    TaskProgress.objects.filter(state="running").update(count=2)


def reached_but_running():
    TaskProgress.objects.filter(state="running").update(count=3)
    ProgressRecord.objects.filter(progress__state="running").update(amount=3)


def claimed_below_its_target():
    TaskProgress.objects.filter(task__kind="daily", state="claimed").update(target=2)


def claimed_without_a_claim():
    TaskClaim.objects.all().delete()


def claimed_twice():
    first = TaskClaim.objects.order_by("id")[0]
    TaskClaim.objects.bulk_create([TaskClaim(pk=999, progress_id=first.progress_id, at=NOW)])


def claim_of_nothing():
    TaskClaim.objects.bulk_create([TaskClaim(pk=999, progress_id=999, at=NOW)])


def same_period_twice():
    row = TaskProgress.objects.get(task__kind="daily", state="claimed")
    row.pk = 999
    row.save(force_insert=True)


def same_device_twice():
    mark = RewardMark.objects.order_by("id")[0]
    mark.pk = 999
    mark.save(force_insert=True)


def run_with_a_gap():
    CheckIn.objects.filter(on=date(2026, 11, 19)).delete()


def run_too_short():
    CheckInRun.objects.update(ends_on=date(2026, 11, 20))


def streak_over_a_day_that_counted():
    row = TaskProgress.objects.get(task__kind="streak")
    row.pk, row.period = 999, "2026-11-19"
    row.save(force_insert=True)


def card_used_for_nothing():
    MakeUpCard.objects.filter(used_at=None).update(used_at=NOW)


def card_of_another():
    MakeUpCard.objects.exclude(used_at=None).update(member_id=999)


PLANTED = [
    (more_counted, invariants.progress_is_the_sum_of_its_records, "完成数 2，记录之和 1"),
    (reached_but_running, invariants.targets_are_reached_when_said, "进行中，完成 3 / 3"),
    (claimed_below_its_target, invariants.targets_are_reached_when_said, "已领取，完成 1 / 2"),
    (claimed_without_a_claim, invariants.rewards_are_given_once, "已领取，奖励发放 0 次"),
    (claimed_twice, invariants.rewards_are_given_once, "已领取，奖励发放 2 次"),
    (claim_of_nothing, invariants.rewards_are_given_once, "进度 999 不存在"),
    (same_period_twice, invariants.periods_are_done_once, "2 条进度"),
    (same_device_twice, invariants.periods_are_done_once, "同一设备奖励 2 次"),
    (run_with_a_gap, invariants.runs_equal_the_check_ins, "2026-11-18 至 2026-11-21：连续签到有，签到记录没有"),
    (run_with_a_gap, invariants.streaks_stand_on_their_days, "2026-11-18 至 2026-11-20 只签到 2 天"),
    (run_too_short, invariants.runs_equal_the_check_ins, "签到记录有，连续签到没有"),
    (streak_over_a_day_that_counted, invariants.streaks_stand_on_their_days, "2026-11-19 已计入上一次连续签到"),
    (card_used_for_nothing, invariants.cards_fill_one_day_each, "已使用，补签 0 天"),
    (card_of_another, invariants.cards_fill_one_day_each, "用了他人的补签卡"),
]


@pytest.mark.parametrize(("plant", "check", "said"), PLANTED, ids=lambda each: getattr(each, "__name__", ""))
def test_a_planted_violation_is_named(busy_alice, plant, check, said):
    with bare(*TABLES):
        plant()
        found = list(check())

    assert any(said in sentence for sentence in found), found


def test_every_check_has_a_planted_violation():
    assert {check for _, check in invariants.CHECKS} == {check for _, check, _ in PLANTED}


def test_who_was_merged_away_keeps_streaks_without_days(busy_alice, bob):
    CheckIn.objects.update(member=bob)
    Member.objects.filter(pk=busy_alice.pk).update(state=Member.State.MERGED, merged_into=bob)

    assert list(invariants.streaks_stand_on_their_days()) == []
