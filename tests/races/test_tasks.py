"""64 taps on one button: a day is checked once, a reward is claimed once, a card is used once (quality 2)."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction

from kernel import clock
from kernel.errors import Conflict
from mall.rewards import invariants as rewards
from mall.rewards.models import LineReward
from mall.rewards.services import settle_order
from members.accounts.models import Member
from members.points import invariants as points
from members.points.selectors import spendable_points
from members.tasks import invariants, ports
from members.tasks.models import CheckIn, Event, MakeUpCard, Task, TaskProgress
from members.tasks.services import check_in, claim, digest_of_device, grant_cards, make_up, record_progress
from tests.factories.accounts import MemberFactory
from tests.factories.rewards import moved, paid_order
from tests.factories.tasks import LONG_AGO, a_task
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
_keys = count(1)


class AlreadyDone(Conflict):
    code = "already_done"


class Purse:
    """A reward whose every grant shows, whatever its key."""

    kind, label, unit = "stars", "星星", "颗"

    def __init__(self) -> None:
        self.given: list[tuple[int, int]] = []

    def grant(self, *, member_id: int, amount: int, **_: object) -> None:
        self.given.append((member_id, amount))


@pytest.fixture(autouse=True)
def purse(monkeypatch: pytest.MonkeyPatch) -> Purse:
    fake = Purse()
    monkeypatch.setitem(ports._rewards, "stars", fake)
    return fake


def a_member() -> Member:
    member: Member = MemberFactory(joined_at=LONG_AGO)
    return member


def nothing_is_broken() -> list[str]:
    checks = [*invariants.CHECKS, *rewards.CHECKS, *points.CHECKS]
    return [sentence for _, find in checks for sentence in find()]


def completed(task: Task) -> tuple[Member, TaskProgress]:
    member = a_member()
    record_progress(member_id=member.pk, event=task.event, key=f"order:{next(_keys)}", at=clock.now())
    return member, TaskProgress.objects.get(member=member, task=task)


def test_a_naive_check_in_is_rewarded_many_times(purse: Purse) -> None:
    def read_then_write(member: Member, _number: int) -> None:
        today = clock.today()
        if any(owner == member.pk for owner, _ in purse.given) or CheckIn.objects.filter(member=member, on=today):
            raise AlreadyDone
        pause()
        purse.grant(member_id=member.pk, amount=5)

    outcome = run(Race("check-in twice, naive", a_member, read_then_write), rounds=3)

    assert outcome.worst_round > 1


def test_a_day_is_checked_and_rewarded_once(purse: Purse) -> None:
    a_task(event=Event.CHECK_IN, needs_claim=False, stars=5)
    a_task(kind=Task.Kind.STREAK, event=Event.CHECK_IN, target=2, needs_claim=False, stars=7)

    def yesterday_checked() -> Member:
        member = a_member()
        check_in(member_id=member.pk, at=clock.now() - timedelta(days=1))
        return member

    def tap(member: Member, _number: int) -> None:
        check_in(member_id=member.pk, at=clock.now())

    def once(member: Member, allowed: int) -> None:
        mine = sorted(amount for owner, amount in purse.given if owner == member.pk)
        assert (allowed, mine) == (1, [5, 5, 7])
        assert CheckIn.objects.filter(member=member).count() == 2

    outcome = run(Race("check-in twice", yesterday_checked, tap, once))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_is_broken() == []


def test_a_naive_claim_pays_many_times(purse: Purse) -> None:
    task = a_task()

    def read_then_write(scene: tuple[Member, TaskProgress], _number: int) -> None:
        member, progress = scene
        with transaction.atomic():
            seen = TaskProgress.objects.get(pk=progress.pk)
            if seen.state != "completed":
                raise AlreadyDone
            pause()
            TaskProgress.objects.filter(pk=seen.pk).update(state="claimed")
            purse.grant(member_id=member.pk, amount=10)

    outcome = run(Race("task reward twice, naive", lambda: completed(task), read_then_write), rounds=3)

    assert outcome.worst_round > 1


def test_a_reward_is_claimed_once(purse: Purse) -> None:
    task = a_task()

    def tap(scene: tuple[Member, TaskProgress], _number: int) -> None:
        claim(member_id=scene[0].pk, task_id=task.pk, at=clock.now())

    def once(scene: tuple[Member, TaskProgress], allowed: int) -> None:
        assert (allowed, purse.given.count((scene[0].pk, 10))) == (1, 1)

    outcome = run(Race("task reward twice", lambda: completed(task), tap, once))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_is_broken() == []


def test_one_device_has_one_reward_however_many_members_it_plays(purse: Purse) -> None:
    tasks: list[Task] = []

    def a_crowd() -> tuple[Task, list[Member]]:
        tasks.append(a_task())
        return tasks[-1], [completed(tasks[-1])[0] for _ in range(64)]

    def tap(scene: tuple[Task, list[Member]], number: int) -> None:
        task, members = scene
        claim(member_id=members[number].pk, task_id=task.pk, device=digest_of_device("farm"), at=clock.now())

    outcome = run(Race("one device, 64 members", a_crowd, tap), rounds=3)

    assert (outcome.worst_round, outcome.best_round, len(purse.given)) == (1, 1, 3)
    assert nothing_is_broken() == []


def test_the_last_card_fills_one_day() -> None:
    def one_card() -> Member:
        member, key = a_member(), f"gift:{next(_keys)}"
        grant_cards(member_id=member.pk, count=1, source=MakeUpCard.Source.OPERATOR, key=key, at=clock.now())
        return member

    def fill(member: Member, number: int) -> None:
        make_up(member_id=member.pk, on=clock.today() - timedelta(days=1 + number % 7), at=clock.now())

    outcome = run(Race("one card, seven days", one_card, fill))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_is_broken() == []


def test_progress_counts_one_cause_once() -> None:
    task = a_task(target=100)

    def tell(member: Member, number: int) -> None:
        record_progress(member_id=member.pk, event=task.event, key=f"order:{number % 8}", at=clock.now())

    def eight_causes(member: Member, allowed: int) -> None:
        assert (allowed, TaskProgress.objects.get(member=member).count) == (64, 8)

    run(Race("eight causes told eight times", a_member, tell, eight_causes))

    assert nothing_is_broken() == []


@pytest.mark.rule("8.7")
def test_an_order_earns_once_however_many_tell_of_it() -> None:
    def an_order() -> tuple[Member, int]:
        member = a_member()
        return member, moved(paid_order(member, 10_000, 5_050), "completed").pk

    def tell(scene: tuple[Member, int], _number: int) -> None:
        settle_order(order_id=scene[1], at=clock.now())

    def earned_once(scene: tuple[Member, int], allowed: int) -> None:
        assert (allowed, spendable_points(scene[0].pk)) == (64, 150)
        assert LineReward.objects.filter(order_id=scene[1]).count() == 2

    run(Race("points twice for one order", an_order, tell, earned_once))

    assert nothing_is_broken() == []
