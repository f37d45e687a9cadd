"""A refund takes back exactly its share of what was earned, wherever it is by now."""

import pytest

from kernel import clock
from kernel.options.services import set_option
from members.points.models import Earning, Lot, TakeBack
from members.points.services import confirm_earning, earn_pending, expire_points, take_back
from tests.factories.points import broken, give, has, keep, lots, spend

pytestmark = pytest.mark.django_db


def earn(member, points=100):
    earn_pending(member_id=member.pk, points=points, kind="purchase", key="line:1", reference="R1", at=clock.now())


def confirm():
    confirm_earning(key="line:1", at=clock.now())


def take(points, refund_key="refund:1"):
    return take_back(key="line:1", points=points, refund_key=refund_key, reference="R1", at=clock.now())


@pytest.mark.rule("8.7")
def test_pending_points_lessen_and_the_rest_is_confirmed(alice):
    earn(alice)

    assert take(40) == 40
    assert has(alice.pk, pending=60)
    confirm()

    assert has(alice.pk, main=60)
    assert broken() == []


@pytest.mark.rule("8.7")
def test_all_of_it_taken_back_while_pending_is_never_confirmed(alice):
    earn(alice)

    take(100)
    confirm()

    assert has(alice.pk)
    assert Earning.objects.get().state == "taken_back"
    assert not Lot.objects.exists()


@pytest.mark.rule("8.7")
def test_final_points_come_out_of_their_own_lot_first(alice):
    give(alice.pk, 50, days_left=1)
    earn(alice)
    confirm()

    take(70)

    assert has(alice.pk, main=80)
    assert lots(alice.pk) == [50, 30]


@pytest.mark.rule("10.2")
def test_spent_points_are_taken_from_other_lots_and_then_owed(alice):
    earn(alice)
    confirm()
    spend(alice.pk, 100)
    give(alice.pk, 30)

    take(100)

    assert has(alice.pk, debt=-70)
    taken = TakeBack.objects.get()
    assert (taken.from_lots, taken.into_debt) == (30, 70)
    assert broken() == []


@pytest.mark.rule("10.2")
def test_where_debt_is_not_allowed_only_what_is_there_is_taken(alice, stella):
    set_option(name="members.points.is_debt_allowed", value=False, operator_id=stella.pk)
    earn(alice)
    confirm()
    spend(alice.pk, 80)

    assert take(100) == 100

    assert has(alice.pk)
    assert TakeBack.objects.get().waived == 80
    assert broken() == []


@pytest.mark.rule("9.4")
def test_what_an_order_holds_is_not_taken(alice):
    earn(alice)
    confirm()
    keep(alice.pk, 60)

    take(100)

    assert has(alice.pk, main=60, held=60, debt=-60)
    assert broken() == []


def test_what_ended_unspent_is_not_taken_again(alice):
    earn(alice)
    confirm()
    Lot.objects.update(ends_at=clock.now())
    expire_points(at=clock.now())

    take(40)
    take(60, "refund:2")

    assert has(alice.pk)
    assert TakeBack.objects.get(refund_key="refund:2").already_expired == 60
    assert broken() == []


@pytest.mark.rule("9.3")
def test_a_refund_takes_once_and_all_of_them_never_more_than_was_earned(alice):
    earn(alice)
    confirm()

    taken = [take(60), take(60), take(60, "refund:2"), take(60, "refund:3")]

    assert taken == [60, 60, 40, 0]
    assert has(alice.pk)
    assert TakeBack.objects.count() == 2


def test_what_was_never_earned_is_not_taken(alice):
    give(alice.pk, 10)

    assert take(5) == 0

    assert has(alice.pk, main=10)
