"""Operators give and take points with a reason; above a limit it takes two people."""

import pytest

from kernel import clock
from members.messages.models import Message
from members.points.models import Adjustment, Earning
from members.points.services import (
    BadPoints,
    NotEnoughPoints,
    PointsReasonMissing,
    PointsRecordNotFound,
    SecondPersonNeeded,
    StateForbids,
    approve_adjustment,
    propose_adjustment,
    reject_adjustment,
)
from tests.factories.points import broken, give, has
from tests.factories.staff import OperatorFactory

pytestmark = pytest.mark.django_db
MUCH = 5001


@pytest.fixture
def sam(db):
    return OperatorFactory(username="sam")


def propose(member, points, operator, reason="补发活动积分"):
    return propose_adjustment(
        member_id=member.pk, points=points, reason=reason, operator_id=operator.pk, at=clock.now()
    )


def test_a_little_is_given_at_once_and_the_member_is_told(alice, stella):
    adjustment = propose(alice, 5000, stella)

    assert adjustment.state == "done"
    assert has(alice.pk, main=5000)
    assert Earning.objects.get().note == "补发活动积分"
    assert Message.objects.get().title == "积分变动：+5000"


def test_points_are_taken_but_never_more_than_there_are(alice, stella):
    give(alice.pk, 100)

    propose(alice, -40, stella)
    with pytest.raises(NotEnoughPoints):
        propose(alice, -61, stella)

    assert has(alice.pk, main=60)
    assert Adjustment.objects.count() == 1
    assert broken() == []


def test_much_waits_for_another_operator(alice, stella, sam):
    adjustment = propose(alice, MUCH, stella)
    assert (adjustment.state, has(alice.pk)) == ("waiting", True)

    with pytest.raises(SecondPersonNeeded):
        approve_adjustment(adjustment_id=adjustment.pk, operator_id=stella.pk, at=clock.now())
    approve_adjustment(adjustment_id=adjustment.pk, operator_id=sam.pk, at=clock.now())

    assert has(alice.pk, main=MUCH)
    adjustment.refresh_from_db()
    assert (adjustment.state, adjustment.decided_by_id) == ("done", sam.pk)


def test_taking_much_waits_too(alice, stella):
    give(alice.pk, 9000)

    assert propose(alice, -MUCH, stella).state == "waiting"

    assert has(alice.pk, main=9000)


def test_what_is_decided_is_decided(alice, stella, sam):
    rejected, approved = propose(alice, MUCH, stella), propose(alice, MUCH, stella)
    reject_adjustment(adjustment_id=rejected.pk, answer="重复", operator_id=sam.pk, at=clock.now())
    approve_adjustment(adjustment_id=approved.pk, operator_id=sam.pk, at=clock.now())

    with pytest.raises(StateForbids):
        approve_adjustment(adjustment_id=rejected.pk, operator_id=sam.pk, at=clock.now())
    with pytest.raises(StateForbids):
        approve_adjustment(adjustment_id=approved.pk, operator_id=sam.pk, at=clock.now())
    with pytest.raises(StateForbids):
        reject_adjustment(adjustment_id=approved.pk, answer="后悔", operator_id=sam.pk, at=clock.now())
    with pytest.raises(PointsRecordNotFound):
        approve_adjustment(adjustment_id=404, operator_id=sam.pk, at=clock.now())

    assert has(alice.pk, main=MUCH)


def test_an_approval_of_what_is_no_longer_there_leaves_it_waiting(alice, stella, sam):
    give(alice.pk, MUCH)
    adjustment = propose(alice, -MUCH, stella)
    propose(alice, -2, stella)

    with pytest.raises(NotEnoughPoints):
        approve_adjustment(adjustment_id=adjustment.pk, operator_id=sam.pk, at=clock.now())

    adjustment.refresh_from_db()
    assert (adjustment.state, adjustment.decided_by_id) == ("waiting", None)


@pytest.mark.parametrize(
    ("points", "reason", "refusal"),
    [(0, "x", BadPoints), (1.5, "x", BadPoints), (10**13, "x", BadPoints), (5, "  ", PointsReasonMissing)],
)
def test_what_makes_no_sense_is_refused(alice, stella, points, reason, refusal):
    with pytest.raises(refusal):
        propose(alice, points, stella, reason)

    assert not Adjustment.objects.exists()
