"""Window, keep and notice, day by day, against a recomputation that shares no code with the product."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.tiers.rules import Position, Rung, Step, Terms, decide, earned, window_start

LADDER = [Rung(1, 0), Rung(2, 1_000), Rung(3, 5_000), Rung(4, 20_000)]
FIRST = date(2025, 1, 1)
DAY = timedelta(days=1)


def on_day(number: int) -> date:
    return FIRST + number * DAY


@pytest.mark.rule("10.3")
def test_the_window_holds_365_dates() -> None:
    assert window_start(date(2025, 12, 31), 365) == date(2025, 1, 1)


def test_growth_below_zero_counts_as_none() -> None:
    assert earned(LADDER, -5).id == 1


@pytest.mark.rule("10.3")
def test_below_the_threshold_there_is_a_notice_then_the_tier_is_lost() -> None:
    terms = Terms(LADDER, notice_days=30)
    noticed = decide(Position(LADDER[2]), growth=4_999, terms=terms, on=FIRST)
    waiting = Position(LADDER[2], down_on=noticed.down_on)

    assert (noticed.step, noticed.rung.id, noticed.down_on) == (Step.NOTICE, 3, on_day(30))
    assert decide(waiting, growth=4_999, terms=terms, on=on_day(29)).step is Step.STAY
    assert decide(waiting, growth=5_000, terms=terms, on=on_day(29)).step is Step.RECOVER
    lost = decide(waiting, growth=900, terms=terms, on=on_day(30))
    assert (lost.step, lost.rung.id) == (Step.DOWN, 1)


def test_a_keep_period_outlasts_a_shorter_notice() -> None:
    kept = Position(LADDER[2], keep_until_on=on_day(100))

    assert decide(kept, growth=0, terms=Terms(LADDER, notice_days=30), on=FIRST).down_on == on_day(100)
    assert decide(kept, growth=0, terms=Terms(LADDER, notice_days=30), on=on_day(90)).down_on == on_day(120)


def test_a_held_member_is_lifted_and_never_below_the_hold() -> None:
    terms = Terms(LADDER, notice_days=30)

    assert decide(Position(LADDER[0], floor=LADDER[2]), growth=0, terms=terms, on=FIRST).rung.id == 3
    assert decide(Position(LADDER[2], floor=LADDER[2]), growth=0, terms=terms, on=FIRST).step is Step.STAY
    assert decide(Position(LADDER[2], floor=LADDER[2]), growth=20_000, terms=terms, on=FIRST).rung.id == 4


def test_a_tier_replaced_by_another_of_its_threshold_is_exchanged_at_once() -> None:
    changed = decide(Position(Rung(9, 1_000)), growth=1_500, terms=Terms(LADDER, notice_days=30), on=FIRST)

    assert (changed.step, changed.rung.id) == (Step.UP, 2)


def _walk(days: int, gains: dict[int, int], terms: Terms, window: int) -> list[tuple[int, date | None]]:
    """Live day after day by the product's rule; return tier and day of loss of each evening."""
    position, evenings = Position(LADDER[0]), []
    for number in range(days):
        today = on_day(number)
        growth = sum(gain for day, gain in gains.items() if window_start(today, window) <= on_day(day) <= today)
        decision = decide(position, growth=growth, terms=terms, on=today)
        keep = position.keep_until_on
        if decision.step is Step.UP:
            keep = today + terms.keep_days * DAY if terms.keep_days else None
        elif decision.step is Step.DOWN:
            keep = None
        position = Position(decision.rung, down_on=decision.down_on, keep_until_on=keep)
        evenings.append((decision.rung.id, decision.down_on))
    return evenings


def _retold(days: int, gains: dict[int, int], terms: Terms, window: int) -> list[tuple[int, date | None]]:
    """The same by hand: numbers of days and thresholds only."""
    asked = [rung.threshold for rung in LADDER]
    tier, risen, low_since, evenings = 0, -10_000, None, []
    for today in range(days):
        sums = sum(gains.get(day, 0) for day in range(max(0, today - window + 1), today + 1))
        due = max(place for place, threshold in enumerate(asked) if sums >= threshold)
        if due > tier:
            tier, risen, low_since = due, today, None
        elif due == tier:
            low_since = None
        elif low_since is None:
            low_since = today
        kept = risen + terms.keep_days
        loss = None if low_since is None else max(low_since + terms.notice_days, kept)
        if loss is not None and low_since != today and today >= loss:
            tier, risen, low_since, loss = due, -10_000, None, None
        evenings.append((tier + 1, None if loss is None else on_day(loss)))
    return evenings


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no finding
@given(
    gains=st.dictionaries(st.integers(0, 119), st.integers(1, 9_000), max_size=12),
    window=st.integers(1, 60),
    notice=st.integers(1, 20),
    keep=st.sampled_from([0, 0, 5, 45]),
)
def test_every_day_is_as_an_independent_recomputation_says(
    gains: dict[int, int], window: int, notice: int, keep: int
) -> None:
    terms = Terms(LADDER, notice_days=notice, keep_days=keep)

    assert _walk(120, gains, terms, window) == _retold(120, gains, terms, window)
