"""Very many grants are the same as one by one."""

import pytest

from kernel import clock
from members.points.models import Purse
from members.points.services import GrantIn, PointsKeyReused, grant, grant_many, take_back
from tests.factories.accounts import MemberFactory
from tests.factories.points import broken, give, has, lots, spend

pytestmark = pytest.mark.django_db


def give_all(*grants):
    return grant_many(kind="birthday", grants=grants, at=clock.now())


def test_each_gets_a_lot_once(alice, bob):
    grants = [GrantIn(alice.pk, 10, "b:1"), GrantIn(bob.pk, 20, "b:2"), GrantIn(alice.pk, 5, "b:3"), GrantIn(1, 0, "0")]

    assert give_all(*grants) == 3
    assert give_all(*grants) == 0

    assert has(alice.pk, main=15)
    assert has(bob.pk, main=20)
    assert lots(alice.pk) == [10, 5]
    assert broken() == []


def test_one_by_one_and_many_know_each_others_keys(alice):
    grant(member_id=alice.pk, points=10, kind="birthday", key="b:1", reference="", at=clock.now())

    assert give_all(GrantIn(alice.pk, 10, "b:1")) == 0
    with pytest.raises(PointsKeyReused):
        give_all(GrantIn(alice.pk, 11, "b:1"))

    assert has(alice.pk, main=10)


@pytest.mark.rule("10.2")
def test_debt_is_filled_first_across_a_members_grants(alice):
    lot = give(alice.pk, 30)
    spend(alice.pk, 30)
    take_back(key=lot.earning.key, points=30, refund_key="r", reference="", at=clock.now())
    assert has(alice.pk, debt=-30)

    give_all(GrantIn(alice.pk, 20, "b:1"), GrantIn(alice.pk, 20, "b:2"))

    assert has(alice.pk, main=10)
    assert broken() == []


def test_who_was_merged_away_gets_it_as_who_they_are_now(alice, bob):
    Purse.objects.create(member=alice, moved_to=bob)

    give_all(GrantIn(alice.pk, 10, "b:1"), GrantIn(bob.pk, 5, "b:2"))

    assert has(alice.pk)
    assert has(bob.pk, main=15)


def test_more_than_a_batch_is_given(db):
    members = MemberFactory.create_batch(501)

    assert give_all(*(GrantIn(member.pk, 1, f"b:{member.pk}") for member in members)) == 501

    assert broken() == []
