"""Points end with their lot, but for what orders hold; members hear of it before."""

from datetime import timedelta

import pytest

from kernel import clock
from members.ledger.models import Transaction
from members.messages.models import Message
from members.points.services import (
    Expired,
    announce_ending,
    expire_points,
    release_points,
    return_spent,
    spend_held,
)
from members.points.tasks import announce_ending_points, expire_ended_points
from tests.factories.accounts import MemberFactory
from tests.factories.points import broken, give, has, keep, lots

pytestmark = pytest.mark.django_db


def later(**delta):
    return clock.now() + timedelta(**delta)


@pytest.mark.rule("10.1")
def test_a_lot_ends_with_its_time_and_not_before(alice):
    give(alice.pk, 100, days_left=5)
    give(alice.pk, 50, days_left=50)

    assert expire_points(at=later(days=4)) == Expired(0, 0)
    assert expire_points(at=later(days=6)) == Expired(1, 100)
    assert expire_points(at=later(days=6)) == Expired(0, 0)

    assert has(alice.pk, main=50)
    assert broken() == []


@pytest.mark.rule("10.1")
def test_what_an_order_holds_stays_until_it_is_spent(alice):
    give(alice.pk, 100, days_left=5)
    keep(alice.pk, 60)

    assert expire_points(at=later(days=6)) == Expired(1, 40)
    assert has(alice.pk, main=60, held=60)
    spend_held(key="order:1", reference="R1", at=later(days=6))

    assert has(alice.pk)
    assert expire_points(at=later(days=7)) == Expired(0, 0)
    assert broken() == []


@pytest.mark.rule("10.1")
def test_what_an_order_lets_go_ends_then(alice):
    give(alice.pk, 100, days_left=5)
    keep(alice.pk, 60)
    expire_points(at=later(days=6))
    release_points(key="order:1", at=later(days=6))

    assert expire_points(at=later(days=6)) == Expired(1, 60)

    assert has(alice.pk)
    assert Transaction.objects.filter(kind="points.expire").count() == 2
    assert broken() == []


def test_the_lots_that_end_first_are_the_ones_that_are_held(alice):
    give(alice.pk, 100, days_left=5)
    give(alice.pk, 100, days_left=50)
    keep(alice.pk, 120)

    assert expire_points(at=later(days=6)) == Expired(0, 0)

    assert lots(alice.pk) == [100, 100]


def test_points_given_back_after_the_end_are_not_lost(alice):
    give(alice.pk, 100, days_left=5)
    keep(alice.pk, 60)
    spend_held(key="order:1", reference="", at=later(days=1))
    expire_points(at=later(days=6))

    return_spent(key="order:1", points=60, refund_key="r", reference="", at=later(days=7))

    assert expire_points(at=later(days=36)) == Expired(0, 0)
    assert has(alice.pk, main=60)
    assert expire_points(at=later(days=39)) == Expired(1, 60)
    assert broken() == []


def test_very_many_members_end_in_few_statements(db, django_assert_max_num_queries):
    for member in MemberFactory.create_batch(60):
        give(member.pk, 10, days_left=1)
        give(member.pk, 5, days_left=2)

    with django_assert_max_num_queries(20):
        assert expire_points(at=later(days=3)) == Expired(60, 900)

    assert broken() == []


@pytest.mark.rule("10.1")
def test_members_hear_of_it_thirty_and_seven_days_before_once_each(alice, bob):
    give(alice.pk, 100, days_left=40)
    give(alice.pk, 20, days_left=300)
    give(bob.pk, 9, days_left=300)

    told = [announce_ending(at=later(days=day)) for day in (5, 11, 12, 30, 34, 35, 41)]

    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert set(Message.objects.values_list("member_id", "kind")) == {(alice.pk, "points.ending")}
    assert Message.objects.first().title == "100 积分即将到期"


def test_what_an_order_holds_is_not_announced(alice):
    give(alice.pk, 100, days_left=20)
    keep(alice.pk, 70)

    announce_ending(at=clock.now())

    assert Message.objects.get().values["points"] == "30"


def test_a_missed_day_is_made_up_for_by_one_message(alice):
    give(alice.pk, 100, days_left=40)

    assert announce_ending(at=later(days=36)) == 1
    assert announce_ending(at=later(days=37)) == 0


def test_the_clock_does_both(alice):
    give(alice.pk, 100, days_left=1)
    assert announce_ending_points() == 1

    with clock.at(later(days=2)):
        assert expire_ended_points() == 1

    assert has(alice.pk)
