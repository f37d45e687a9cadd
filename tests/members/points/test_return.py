"""Spent points come back with their own end, exactly, however they are asked for."""

from datetime import datetime, timedelta

import pytest

from kernel import clock
from kernel.clock import SHANGHAI
from members.points.models import Lot
from members.points.services import grant, return_spent, take_back
from tests.factories.points import broken, give, has, lots, spend

pytestmark = pytest.mark.django_db


def give_back(points, refund_key="refund:1", at=None):
    return return_spent(key="order:1", points=points, refund_key=refund_key, reference="R1", at=at or clock.now())


@pytest.mark.rule("8.7")
def test_points_come_back_into_the_lots_they_came_from_the_last_one_first(alice):
    give(alice.pk, 100, days_left=10)
    give(alice.pk, 100, days_left=90)
    spend(alice.pk, 150)

    give_back(80)

    assert lots(alice.pk) == [30, 100]
    assert has(alice.pk, main=130)
    assert broken() == []


@pytest.mark.rule("8.7")
def test_parts_in_any_number_give_back_exactly_the_whole(alice):
    give(alice.pk, 7)
    spend(alice.pk, 7)

    given = [give_back(2, f"refund:{n}") for n in range(5)]

    assert given == [2, 2, 2, 1, 0]
    assert lots(alice.pk) == [7]


@pytest.mark.rule("9.3")
def test_a_refund_gives_back_once(alice):
    give(alice.pk, 100)
    spend(alice.pk, 100)

    assert [give_back(40), give_back(40)] == [40, 40]

    assert has(alice.pk, main=40)


@pytest.mark.rule("8.7")
def test_points_whose_end_has_passed_last_thirty_days_more(alice):
    give(alice.pk, 100, days_left=10)
    spend(alice.pk, 100)
    at = datetime(2030, 5, 1, 12, tzinfo=SHANGHAI)

    give_back(60, at=at)

    fresh = Lot.objects.filled().get()
    assert (fresh.points, fresh.ends_at) == (60, datetime(2030, 6, 1, tzinfo=SHANGHAI))
    assert fresh.ends_at - at >= timedelta(days=30)
    assert broken() == []


@pytest.mark.rule("8.7")
def test_some_ends_may_have_passed_and_others_not(alice):
    give(alice.pk, 10, days_left=10)
    give(alice.pk, 20, days_left=300)
    spend(alice.pk, 30)

    give_back(30, at=clock.now() + timedelta(days=20))

    assert sorted(lots(alice.pk)) == [0, 10, 20]
    assert has(alice.pk, main=30)
    assert broken() == []


@pytest.mark.rule("10.2")
def test_points_that_come_back_fill_debt_first_whatever_the_order_of_events(alice, bob):
    for member in (alice, bob):
        grant(member_id=member.pk, points=100, kind="purchase", key=f"e:{member.pk}", reference="", at=clock.now())
        spend(member.pk, 100, key=f"order:{member.pk}")

    def undo(member):
        take_back(key=f"e:{member.pk}", points=100, refund_key="r", reference="", at=clock.now())

    def restore(member):
        key = f"order:{member.pk}"
        return_spent(key=key, points=100, refund_key="r", reference="", at=clock.now())

    undo(alice)
    restore(alice)
    restore(bob)
    undo(bob)

    assert has(alice.pk)
    assert has(bob.pk)
    assert broken() == []


def test_what_was_never_spent_is_not_given(alice):
    assert give_back(5) == 0

    assert has(alice.pk)
