"""Refunding any part, told in any order and twice, gives points and growth value back exactly (issue 3)."""

from datetime import timedelta
from math import floor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock
from mall.rewards.models import LineReward
from mall.rewards.services import settle_order
from members.tiers.selectors import growth_of
from tests.factories.accounts import MemberFactory
from tests.factories.points import figures
from tests.factories.rewards import moved, paid_order, refunded
from tests.mall.rewards.conftest import NOW

pytestmark = pytest.mark.django_db


@st.composite
def courses(draw):
    """Return what each line cost, what happens to the order step by step, and after which steps it is told of."""
    paid = draw(st.lists(st.integers(0, 40_000), min_size=1, max_size=3))
    left, steps = list(paid), []
    for _ in range(draw(st.integers(0, 5))):
        amounts = [draw(st.one_of(st.just(0), st.integers(0, rest))) for rest in left]
        if any(amounts):
            left = [rest - amount for rest, amount in zip(left, amounts, strict=True)]
            steps.append(("refund", amounts))
    if draw(st.booleans()) and any(left):
        steps.append(("refund", list(left)))
    end = draw(st.sampled_from(["", "completed", "completed", "cancelled", "closed"]))
    if end:
        steps.insert(draw(st.integers(0, len(steps))), ("move", end))
    told = draw(st.lists(st.integers(0, 2), min_size=len(steps), max_size=len(steps)))
    return paid, steps, told


@pytest.mark.rule("8.7")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=courses())
def test_the_books_end_where_arithmetic_says(nothing_is_broken, course):
    paid, steps, told = course
    member = MemberFactory()
    order = paid_order(member, *paid)

    for number, ((kind, what), times) in enumerate(zip(steps, told, strict=True)):
        at = NOW + timedelta(hours=number)
        with clock.at(at):
            _happen(order, kind, what, at)
            for _ in range(times):
                settle_order(order_id=order.pk, at=at)
    with clock.at(NOW + timedelta(days=1)):
        settle_order(order_id=order.pk, at=clock.now())
        nothing_is_broken()

    points, growth = _expected(paid, steps)
    books = figures(member.pk)
    is_final = ("move", "completed") in steps
    assert books["main"] - books["debt"] == (points if is_final else 0)
    assert books["pending"] == (0 if is_final else points)
    assert growth_of(member.pk, on=clock.date_of(NOW + timedelta(days=9))) == (growth if is_final else 0)
    if steps and _paid_back(steps, len(paid)) == paid:
        assert {row.points_left + row.growth_left for row in LineReward.objects.filter(order=order)} <= {0}


def _happen(order, kind, what, at):
    if kind == "refund":
        refunded(order, what, at=at)
    else:
        moved(order, what, at=at)


def _paid_back(steps, lines: int) -> list[int]:
    return [sum(what[line] for kind, what in steps if kind == "refund") for line in range(lines)]


def _expected(paid, steps) -> tuple[int, int]:
    """Return what is left of points and growth value, by the rules and nothing else."""
    if ("move", "cancelled") in steps or ("move", "closed") in steps:
        return 0, 0
    left = 0
    for cost, back in zip(paid, _paid_back(steps, len(paid)), strict=True):
        earned = cost // 100
        left += earned - (floor(earned * back / cost) if cost and back < cost else earned if cost else 0)
    return left, left
