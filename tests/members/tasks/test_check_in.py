"""check_in and make_up: one day each, days in a row, streaks that count every day once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.options.services import set_option
from members.tasks.models import CheckIn, CheckInRun, Event, MakeUpCard, Task, TaskProgress
from members.tasks.options import MAKE_UP_PER_MONTH
from members.tasks.services import (
    AlreadyCheckedIn,
    MakeUpLimitReached,
    MakeUpNotPossible,
    NoMakeUpCard,
    check_in,
    grant_cards,
    make_up,
)
from tests.factories.accounts import MemberFactory
from tests.factories.tasks import LONG_AGO, a_task
from tests.members.tasks.conftest import NOW, check_in_on, day

pytestmark = pytest.mark.django_db


def a_streak(target: int = 3, **fields) -> Task:
    return a_task(kind=Task.Kind.STREAK, event=Event.CHECK_IN, target=target, needs_claim=False, **fields)


def cards(member, count: int = 1) -> None:
    key = f"gift:{MakeUpCard.objects.count()}"
    grant_cards(member_id=member.pk, count=count, source=MakeUpCard.Source.OPERATOR, key=key, at=NOW)


def runs(member) -> list[tuple[date, int]]:
    return [(run.starts_on, run.days) for run in CheckInRun.objects.filter(member=member).order_by("starts_on")]


def test_a_day_is_checked_once(alice, nothing_is_broken):
    check_in_on(alice, 0)

    with pytest.raises(AlreadyCheckedIn):
        check_in_on(alice, 0)

    assert CheckIn.objects.get().on == date(2026, 11, 21)
    nothing_is_broken()


@pytest.mark.rule("1.2")
def test_midnight_is_in_shanghai(alice):
    check_in(member_id=alice.pk, at=datetime(2026, 11, 21, 15, 59, tzinfo=UTC))
    check_in(member_id=alice.pk, at=datetime(2026, 11, 21, 16, 0, tzinfo=UTC))

    assert runs(alice) == [(date(2026, 11, 21), 2)]


def test_a_check_in_brings_daily_tasks_forward(alice, stars):
    a_task(event=Event.CHECK_IN, needs_claim=False, stars=5)

    check_in_on(alice, 0, 1)

    assert stars.had_by(alice.pk) == 10


def test_days_in_a_row_are_one_run(alice):
    check_in_on(alice, 0, 1, 3, 4, 5)

    assert runs(alice) == [(date(2026, 11, 21), 2), (date(2026, 11, 24), 3)]


def test_a_streak_is_rewarded_when_it_is_full_and_begins_anew(alice, stars, nothing_is_broken):
    task = a_streak()

    check_in_on(alice, 0, 1, 2, 3, 4)
    assert stars.had_by(alice.pk) == 10
    check_in_on(alice, 5)

    assert stars.had_by(alice.pk) == 20
    periods = TaskProgress.objects.filter(task=task).order_by("period").values_list("period", flat=True)
    assert list(periods) == ["2026-11-21", "2026-11-24"]
    nothing_is_broken()


def test_a_gap_breaks_a_streak(alice, stars):
    a_streak()

    check_in_on(alice, 0, 1, 3, 4)

    assert stars.given == {}


def test_days_before_the_task_began_do_not_count(alice, stars):
    a_streak(starts_at=day(1))

    check_in_on(alice, 0, 1, 2)

    assert stars.given == {}


def test_a_streak_is_paid_as_often_as_allowed(alice, stars):
    a_streak(most_in_all=1)

    check_in_on(alice, *range(6))

    assert stars.had_by(alice.pk) == 10


def test_a_card_fills_a_gap_and_the_streak_is_full(old_alice, stars, nothing_is_broken):
    a_streak()
    daily = a_task(event=Event.CHECK_IN, needs_claim=False, stars=1)
    check_in_on(old_alice, 0, 2)
    cards(old_alice)

    done = make_up(member_id=old_alice.pk, on=date(2026, 11, 22), at=day(2))

    assert (done.is_made_up, runs(old_alice)) == (True, [(date(2026, 11, 21), 3)])
    assert stars.had_by(old_alice.pk) == 10 + 2
    assert TaskProgress.objects.filter(task=daily).count() == 2
    assert MakeUpCard.objects.get().used_at == day(2)
    nothing_is_broken()


def test_the_card_that_ends_first_is_used(old_alice):
    cards(old_alice, 2)
    last, first = MakeUpCard.objects.order_by("id")
    MakeUpCard.objects.filter(pk=first.pk).update(expires_at=day(3))
    MakeUpCard.objects.filter(pk=last.pk).update(expires_at=None)

    assert make_up(member_id=old_alice.pk, on=date(2026, 11, 20), at=day(2)).card == first


@pytest.mark.parametrize("back", [0, -1, 8])
def test_only_recent_missed_days_are_filled(old_alice, back):
    cards(old_alice)

    with pytest.raises(MakeUpNotPossible):
        make_up(member_id=old_alice.pk, on=date(2026, 11, 21) - timedelta(days=back), at=NOW)


def test_no_day_before_joining_is_filled(alice):
    cards(alice)

    with pytest.raises(MakeUpNotPossible):
        make_up(member_id=alice.pk, on=date(2026, 11, 20), at=NOW)


def test_a_checked_day_is_not_filled_and_the_card_stays(old_alice):
    check_in_on(old_alice, -1)
    cards(old_alice)

    with pytest.raises(AlreadyCheckedIn):
        make_up(member_id=old_alice.pk, on=date(2026, 11, 20), at=NOW)
    assert MakeUpCard.objects.get().used_at is None


def test_without_a_good_card_nothing_is_filled(old_alice, bob):
    cards(bob)
    cards(old_alice)
    MakeUpCard.objects.filter(member=old_alice).update(expires_at=NOW)

    with pytest.raises(NoMakeUpCard):
        make_up(member_id=old_alice.pk, on=date(2026, 11, 20), at=NOW)


def test_so_many_days_a_month_are_filled(old_alice, stella):
    set_option(name=MAKE_UP_PER_MONTH.name, value=2, operator_id=stella.pk)
    cards(old_alice, 4)
    for number in (18, 19):
        make_up(member_id=old_alice.pk, on=date(2026, 11, number), at=NOW)

    with pytest.raises(MakeUpLimitReached):
        make_up(member_id=old_alice.pk, on=date(2026, 11, 20), at=NOW)
    december = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    assert make_up(member_id=old_alice.pk, on=date(2026, 11, 30), at=december).is_made_up


def test_cards_are_given_once_per_key(alice):
    for _ in range(2):
        grant_cards(member_id=alice.pk, count=3, source=MakeUpCard.Source.REWARD, key="task:1", at=NOW)

    assert MakeUpCard.objects.filter(member=alice).count() == 3


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=40), target=st.integers(2, 5))
def test_runs_and_streaks_are_what_the_days_say(stars, nothing_is_broken, days, target):
    """Whatever the order of days and cards: runs are the gapless spans, streaks never share a day."""
    member = MemberFactory(joined_at=LONG_AGO)
    task = a_streak(target)
    cards(member, 40)
    checked: set[int] = set()
    for today, fills_gap in sorted(days):
        missed = [n for n in range(max(0, today - 7), today) if n not in checked]
        if fills_gap and missed and _made_up(member, missed[0], today):
            checked.add(missed[0])
        if today not in checked:
            check_in_on(member, today)
            checked.add(today)

    assert {run.days for run in CheckInRun.objects.filter(member=member)} == {len(span) for span in _spans(checked)}
    assert stars.had_by(member.pk) == 10 * TaskProgress.objects.filter(task=task).count()
    nothing_is_broken()
    Task.objects.update(is_on=False)


def _made_up(member, number: int, today: int) -> bool:
    try:
        make_up(member_id=member.pk, on=(NOW + timedelta(days=number)).date(), at=day(today))
    except MakeUpLimitReached:
        return False
    return True


def _spans(days: set[int]) -> list[list[int]]:
    spans: list[list[int]] = []
    for number in sorted(days):
        if spans and spans[-1][-1] == number - 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return spans
