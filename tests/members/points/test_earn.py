"""Pending points become a lot when their cause is final, once."""

from datetime import UTC, datetime

import pytest

from kernel import clock
from kernel.clock import SHANGHAI
from members.points.models import Earning, Lot
from members.points.services import (
    BadPoints,
    PointsKeyReused,
    confirm_earning,
    earn_pending,
    grant,
    take_back,
)
from tests.factories.points import broken, has, lots

pytestmark = pytest.mark.django_db


def earn(member, points=100, key="order_line:1", kind="purchase"):
    earn_pending(member_id=member.pk, points=points, kind=kind, key=key, reference="R1", at=clock.now())


def confirm(key="order_line:1", at=None):
    confirm_earning(key=key, at=at or clock.now())


def owe(member, points):
    """Bring a member into debt: points that were spent are taken back."""
    from tests.factories.points import spend

    grant(member_id=member.pk, points=points, kind="task", key="lent", reference="", at=clock.now())
    spend(member.pk, points, key="order:lent")
    take_back(key="lent", points=points, refund_key="refund:lent", reference="", at=clock.now())


@pytest.mark.rule("10.1")
def test_points_of_a_confirmed_order_are_pending(alice):
    earn(alice)

    assert has(alice.pk, pending=100)
    assert not Lot.objects.exists()


@pytest.mark.rule("10.1")
def test_points_of_a_completed_order_are_a_lot_until_the_twelfth_month_ends(alice):
    earn(alice)

    confirm(at=datetime(2026, 11, 30, 23, 59, tzinfo=SHANGHAI))

    lot = Lot.objects.get()
    assert has(alice.pk, main=100)
    assert (lot.points, lot.remaining) == (100, 100)
    assert lot.ends_at == datetime(2027, 12, 1, tzinfo=SHANGHAI)


@pytest.mark.rule("1.2")
def test_the_month_is_shanghais(alice):
    earn(alice)

    confirm(at=datetime(2026, 11, 30, 16, 0, tzinfo=UTC))

    assert Lot.objects.get().ends_at == datetime(2028, 1, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize("points", [0])
def test_nothing_earned_leaves_no_trace(alice, points):
    earn(alice, points)
    confirm()

    assert has(alice.pk)
    assert not Earning.objects.exists()


@pytest.mark.parametrize("points", [-1, 1.5, True, 10**13, "5"])
def test_what_is_no_amount_is_refused(alice, points):
    with pytest.raises(BadPoints):
        earn(alice, points)


@pytest.mark.rule("9.3")
def test_earning_and_confirming_twice_is_doing_it_once(alice):
    earn(alice)
    earn(alice)
    confirm()
    confirm()
    earn(alice)

    assert has(alice.pk, main=100)
    assert lots(alice.pk) == [100]
    assert broken() == []


def test_confirming_what_was_never_earned_changes_nothing(alice):
    confirm("order_line:404")

    assert has(alice.pk)


@pytest.mark.parametrize("change", [{"points": 101}, {"kind": "task"}])
def test_a_key_of_something_else_is_refused(alice, change):
    earn(alice)

    with pytest.raises(PointsKeyReused):
        earn(alice, **change)

    assert has(alice.pk, pending=100)


@pytest.mark.rule("10.2")
def test_new_points_fill_debt_first(alice):
    owe(alice, 30)
    earn(alice)
    assert has(alice.pk, pending=100, debt=-30)

    confirm()

    assert has(alice.pk, main=70)
    assert Earning.objects.get(key="order_line:1").filled_debt == 30
    assert broken() == []


@pytest.mark.rule("10.2")
def test_points_that_only_fill_debt_make_no_lot(alice):
    owe(alice, 300)

    grant(member_id=alice.pk, points=100, kind="check_in", key="k", reference="", at=clock.now())

    assert has(alice.pk, debt=-200)
    assert Lot.objects.filter(earning__key="k").count() == 0
    assert broken() == []


def test_a_grant_is_a_lot_at_once_and_once(alice):
    for _ in range(2):
        grant(member_id=alice.pk, points=50, kind="review", key="review:1", reference="", at=clock.now())

    assert has(alice.pk, main=50)
    assert lots(alice.pk) == [50]
