"""claim: what a completed period has earned, once, for one device and one person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kernel.options.services import set_option
from members.accounts.models import Identity, Member
from members.tasks.models import Event, RewardMark, Task, TaskClaim, TaskProgress
from members.tasks.options import NEEDS_DEVICE
from members.tasks.selectors import TaskNotFound
from members.tasks.services import (
    DeviceRequired,
    RewardExpired,
    RewardTaken,
    RewardTakenElsewhere,
    TaskNotCompleted,
    claim,
    digest_of_device,
    expire_unclaimed,
    record_progress,
)
from members.tasks.tasks import expire_unclaimed_rewards
from tests.factories.accounts import IdentityFactory
from tests.factories.tasks import a_task
from tests.members.tasks.conftest import NOW, day

pytestmark = pytest.mark.django_db
PHONE = digest_of_device("device-of-alice")


def completed(member: Member, task: Task, *, at=NOW) -> TaskProgress:
    record_progress(member_id=member.pk, event=task.event, key=f"{task.pk}:{member.pk}:{at:%d}", at=at)
    return TaskProgress.objects.filter(task=task, member=member).latest("id")


def test_a_completed_task_is_claimed_once(alice, stars, nothing_is_broken):
    task = a_task(stars=7)
    completed(alice, task)

    progress = claim(member_id=alice.pk, task_id=task.pk, at=NOW)
    with pytest.raises(RewardTaken):
        claim(member_id=alice.pk, task_id=task.pk, at=NOW)

    assert (progress.state, stars.had_by(alice.pk)) == ("claimed", 7)
    assert TaskClaim.objects.count() == 1
    nothing_is_broken()


def test_the_database_refuses_a_second_claim(alice):
    task = a_task()
    completed(alice, task)
    progress = claim(member_id=alice.pk, task_id=task.pk, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        TaskClaim.objects.create(progress=progress, at=NOW)


def test_nothing_is_claimed_before_the_target(alice, stars):
    task = a_task(target=2)
    completed(alice, task)

    with pytest.raises(TaskNotCompleted):
        claim(member_id=alice.pk, task_id=task.pk, at=NOW)
    assert stars.given == {}


def test_nothing_is_claimed_of_somebody_elses(alice, bob, stars):
    task = a_task()
    completed(alice, task)

    with pytest.raises(TaskNotCompleted):
        claim(member_id=bob.pk, task_id=task.pk, at=NOW)
    with pytest.raises(TaskNotFound):
        claim(member_id=bob.pk, task_id=task.pk + 1, at=NOW)
    assert stars.given == {}


def test_several_periods_are_claimed_one_by_one_the_oldest_first(alice, stars):
    task = a_task()
    completed(alice, task)
    completed(alice, task, at=day(1))

    claimed = [claim(member_id=alice.pk, task_id=task.pk, at=day(1)).period for _ in range(2)]

    assert (claimed, stars.had_by(alice.pk)) == (["2026-11-21", "2026-11-22"], 20)


def test_a_period_is_claimed_by_name(alice):
    task = a_task()
    completed(alice, task)
    completed(alice, task, at=day(1))

    assert claim(member_id=alice.pk, task_id=task.pk, period="2026-11-22", at=day(1)).period == "2026-11-22"


def test_a_switched_off_task_still_pays_what_it_promised(alice, stars):
    task = a_task()
    completed(alice, task)
    Task.objects.update(is_on=False)

    claim(member_id=alice.pk, task_id=task.pk, at=NOW)

    assert stars.had_by(alice.pk) == 10


def test_what_is_not_claimed_in_time_is_gone(alice, stars, nothing_is_broken):
    task = a_task(claim_within_days=7)
    completed(alice, task)

    with pytest.raises(RewardExpired):
        claim(member_id=alice.pk, task_id=task.pk, at=day(7))
    assert expire_unclaimed(at=day(7) - timedelta(seconds=1)) == 0
    assert expire_unclaimed(at=day(7)) == 1
    with pytest.raises(RewardExpired):
        claim(member_id=alice.pk, task_id=task.pk, at=day(7))

    assert (TaskProgress.objects.get().state, stars.given) == ("expired", {})
    nothing_is_broken()


def test_the_clock_ends_them_set_based(alice, django_assert_num_queries):
    task = a_task(claim_within_days=1)
    for number in range(5):
        completed(alice, task, at=day(-10 - number))

    with django_assert_num_queries(3):
        assert expire_unclaimed_rewards() == 5


def test_a_device_has_a_period_once(alice, bob, stars, nothing_is_broken):
    task = a_task()
    for member in (alice, bob):
        completed(member, task)
    claim(member_id=alice.pk, task_id=task.pk, device=PHONE, at=NOW)

    with pytest.raises(RewardTakenElsewhere):
        claim(member_id=bob.pk, task_id=task.pk, device=PHONE, at=NOW)
    claim(member_id=bob.pk, task_id=task.pk, device=digest_of_device("device-of-bob"), at=NOW)

    assert (stars.had_by(alice.pk), stars.had_by(bob.pk)) == (10, 10)
    nothing_is_broken()


def test_a_device_has_the_next_period_again(alice, bob):
    task = a_task()
    completed(alice, task)
    completed(bob, task, at=day(1))
    claim(member_id=alice.pk, task_id=task.pk, device=PHONE, at=NOW)

    assert claim(member_id=bob.pk, task_id=task.pk, device=PHONE, at=day(1)).state == "claimed"


def test_a_task_may_be_for_every_member_of_a_device(alice, bob):
    task = a_task(once_per_device=False)
    for member in (alice, bob):
        completed(member, task)
        claim(member_id=member.pk, task_id=task.pk, device=PHONE, at=NOW)

    assert TaskClaim.objects.count() == 2


def test_what_a_device_may_not_have_by_itself_waits_to_be_claimed_on_another(alice, bob, stars):
    task = a_task(needs_claim=False)
    for member in (alice, bob):
        record_progress(member_id=member.pk, event=task.event, key="order:1", device=PHONE, at=NOW)

    claim(member_id=bob.pk, task_id=task.pk, device=digest_of_device("device-of-bob"), at=NOW)

    assert (stars.had_by(alice.pk), stars.had_by(bob.pk)) == (10, 10)
    assert list(TaskClaim.objects.order_by("id").values_list("is_automatic", flat=True)) == [True, False]


def test_a_device_is_kept_as_a_digest_only(alice):
    task = a_task()
    completed(alice, task)
    claim(member_id=alice.pk, task_id=task.pk, device=PHONE, at=NOW)

    assert RewardMark.objects.get().digest == PHONE != "device-of-alice"
    assert digest_of_device("") == ""


def test_operators_may_ask_for_a_device(alice, stella):
    task = a_task()
    completed(alice, task)
    set_option(name=NEEDS_DEVICE.name, value=True, operator_id=stella.pk)

    with pytest.raises(DeviceRequired):
        claim(member_id=alice.pk, task_id=task.pk, at=NOW)


@pytest.mark.parametrize("kind", [Task.Kind.NEWCOMER, Task.Kind.ONE_OFF])
def test_who_joins_again_as_the_same_person_gets_nothing_twice(alice, bob, stars, kind):
    task = a_task(kind=kind)
    completed(alice, task)
    claim(member_id=alice.pk, task_id=task.pk, at=NOW)
    openid = Identity.objects.get(member=alice).subject
    Identity.objects.all().delete()
    IdentityFactory(member=bob, subject=openid)
    completed(bob, task)

    with pytest.raises(RewardTakenElsewhere):
        claim(member_id=bob.pk, task_id=task.pk, at=NOW)
    assert stars.had_by(bob.pk) == 0


def test_a_phone_that_changed_hands_earns_nothing_twice(alice, bob):
    task = a_task(kind=Task.Kind.ONE_OFF, event=Event.PHONE_BOUND)
    for member in (alice, bob):
        Member.objects.update(phone_cipher="", phone_digest="")
        Member.objects.filter(pk=member.pk).update(phone_cipher="x", phone_digest="d" * 64)
        completed(member, task)
        if member == alice:
            claim(member_id=alice.pk, task_id=task.pk, at=NOW)

    with pytest.raises(RewardTakenElsewhere):
        claim(member_id=bob.pk, task_id=task.pk, at=NOW)


def test_daily_rewards_ask_for_no_identity(alice):
    task = a_task()
    completed(alice, task)
    claim(member_id=alice.pk, task_id=task.pk, at=NOW)

    assert not RewardMark.objects.exists()


def test_nothing_is_half_claimed(alice, stars, monkeypatch):
    task = a_task()
    completed(alice, task)
    monkeypatch.setattr(stars, "grant", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        claim(member_id=alice.pk, task_id=task.pk, device=PHONE, at=NOW)

    assert TaskProgress.objects.get().state == "completed"
    assert not RewardMark.objects.exists()
    assert not TaskClaim.objects.exists()
