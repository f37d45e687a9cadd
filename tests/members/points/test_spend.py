"""Points are held at checkout, spent at payment out of the lot that ends first, and come back as they were."""

from datetime import timedelta

import pytest

from kernel import clock
from members.ledger.services import HoldEnded
from members.points.models import LotUse, Spend
from members.points.services import (
    NotEnoughPoints,
    PointsKeyReused,
    PointsNotHeld,
    deduct,
    grant,
    hold_points,
    release_points,
    spend_held,
    take_back,
)
from tests.factories.points import broken, give, has, keep, lots, spend

pytestmark = pytest.mark.django_db


def pay(key="order:1"):
    spend_held(key=key, reference="R1", at=clock.now())


@pytest.mark.rule("9.4")
def test_held_points_are_still_there_but_not_available(alice):
    give(alice.pk, 100)

    keep(alice.pk, 60)
    keep(alice.pk, 60)

    assert has(alice.pk, main=100, held=60)
    assert lots(alice.pk) == [100]


@pytest.mark.rule("9.4")
def test_more_than_is_available_is_refused(alice):
    give(alice.pk, 100)
    keep(alice.pk, 60)

    with pytest.raises(NotEnoughPoints) as refused:
        keep(alice.pk, 41, key="order:2")

    assert refused.value.extra == {"available": 40}
    assert has(alice.pk, main=100, held=60)


def test_a_member_without_points_has_nothing_to_hold(alice):
    with pytest.raises(NotEnoughPoints):
        keep(alice.pk, 1)


def test_holding_nothing_does_nothing(alice):
    hold_points(member_id=alice.pk, points=0, key="order:1", reference="", at=clock.now())
    release_points(key="order:1", at=clock.now())

    assert has(alice.pk)


@pytest.mark.rule("10.1")
def test_the_lot_that_ends_first_is_spent_first(alice):
    late, soon, sooner = (give(alice.pk, 100, days_left=days) for days in (90, 20, 10))
    keep(alice.pk, 150)

    pay()
    pay()

    assert has(alice.pk, main=150)
    assert lots(alice.pk) == [0, 50, 100]
    assert list(LotUse.objects.order_by("id").values_list("lot_id", "points")) == [(sooner.pk, 100), (soon.pk, 50)]
    assert late.pk not in LotUse.objects.values_list("lot_id", flat=True)
    assert broken() == []


@pytest.mark.rule("10.1")
def test_which_lots_is_decided_at_payment_not_at_checkout(alice):
    give(alice.pk, 100, days_left=90)
    keep(alice.pk, 100)
    give(alice.pk, 100, days_left=5)

    pay()

    assert lots(alice.pk) == [0, 100]


@pytest.mark.rule("9.4")
def test_released_points_are_available_again(alice):
    give(alice.pk, 100)
    keep(alice.pk, 60)

    release_points(key="order:1", at=clock.now())
    release_points(key="order:1", at=clock.now())

    assert has(alice.pk, main=100)


@pytest.mark.rule("10.2")
def test_released_points_fill_the_debt_that_grew_meanwhile(alice):
    grant(member_id=alice.pk, points=100, kind="task", key="t", reference="", at=clock.now())
    keep(alice.pk, 80)
    take_back(key="t", points=100, refund_key="r", reference="", at=clock.now())
    assert has(alice.pk, main=80, held=80, debt=-80)

    release_points(key="order:1", at=clock.now())

    assert has(alice.pk)
    assert broken() == []


@pytest.mark.rule("9.4")
def test_a_hold_ends_one_way(alice):
    give(alice.pk, 100)
    keep(alice.pk, 10, key="released")
    release_points(key="released", at=clock.now())
    spend(alice.pk, 10, key="spent")

    with pytest.raises(HoldEnded):
        pay("released")
    with pytest.raises(HoldEnded):
        release_points(key="spent", at=clock.now())
    with pytest.raises(PointsNotHeld):
        pay("never")

    assert has(alice.pk, main=90)


def take(member, points, key="gift:1", kind="lottery"):
    deduct(member_id=member.pk, points=points, kind=kind, key=key, reference="", at=clock.now(), note="抽奖")


def test_a_deduction_is_spent_at_once_and_once(alice):
    give(alice.pk, 100)

    take(alice, 30)
    take(alice, 30)
    take(alice, 0, key="nothing")

    assert has(alice.pk, main=70)
    assert Spend.objects.get().kind == "lottery"


def test_a_deduction_leaves_what_orders_hold(alice):
    give(alice.pk, 100)
    keep(alice.pk, 80)

    with pytest.raises(NotEnoughPoints) as refused:
        take(alice, 21)

    assert refused.value.extra == {"available": 20}
    assert lots(alice.pk) == [100]
    assert broken() == []


def test_a_deductions_key_stands_for_one_thing(alice):
    give(alice.pk, 100)
    take(alice, 30)

    with pytest.raises(PointsKeyReused):
        take(alice, 31)

    assert has(alice.pk, main=70)


def test_points_ended_since_checkout_are_spent_all_the_same(alice):
    lot = give(alice.pk, 100, days_left=1)
    keep(alice.pk, 100)

    spend_held(key="order:1", reference="R1", at=lot.ends_at + timedelta(hours=1))

    assert has(alice.pk)
    assert broken() == []
