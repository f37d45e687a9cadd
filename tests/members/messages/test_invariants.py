"""Each check finds a violation that is planted, and nothing in a sound shop."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from members.accounts.models import Member
from members.messages import invariants
from members.messages.models import Delivery, Message, MessageSettings, Subscription
from tests.factories.messages import DeliveryFactory, MessageFactory, SubscriptionFactory
from tests.members.messages.conftest import NOON
from tests.planting import bare

pytestmark = pytest.mark.django_db


def found(check: Callable) -> list[str]:
    return list(check())


def test_a_sound_shop_breaks_nothing():
    DeliveryFactory()
    SubscriptionFactory(remaining=2)

    assert [row for _, check in invariants.CHECKS for row in check()] == []


def test_a_cause_told_twice_is_found():
    message = MessageFactory()

    with bare(Message):
        message.pk = 10**6
        message.save(force_insert=True)

        (row,) = found(invariants.messages_are_told_once)
        assert message.key in row


def test_a_channel_used_twice_is_found():
    delivery = DeliveryFactory()

    with bare(Delivery):
        delivery.pk = 10**6
        delivery.save(force_insert=True)

        (row,) = found(invariants.deliveries_go_once)
        assert "wechat" in row


@pytest.mark.parametrize("planted", [{"remaining": -1}, {"remaining": 5, "accepted": 4}])
def test_a_quota_below_nothing_or_above_what_was_accepted_is_found(planted):
    row = SubscriptionFactory()

    with bare(Subscription):
        Subscription.objects.filter(pk=row.pk).update(**planted)

        assert len(found(invariants.quotas_are_within_answers)) == 1


def test_what_is_being_sent_for_an_hour_or_overdue_is_found():
    DeliveryFactory(state="sending", next_attempt_at=None, claimed_at=NOON - timedelta(hours=1))
    DeliveryFactory(next_attempt_at=NOON - timedelta(hours=2))
    DeliveryFactory(state="sending", next_attempt_at=None, claimed_at=NOON - timedelta(minutes=59))
    DeliveryFactory(next_attempt_at=NOON + timedelta(hours=9))

    stuck, overdue = found(invariants.nothing_is_stuck)

    assert "一直在发送" in stuck
    assert "至今未发" in overdue


def test_what_is_left_of_an_erased_member_is_found():
    member = MessageFactory().member
    SubscriptionFactory(member=member)
    MessageSettings.objects.create(member=member)
    Member.objects.filter(pk=member.pk).update(state=Member.State.ERASED)

    rows = found(invariants.erased_members_have_no_messages)

    assert len(rows) == 3
    assert all("已注销" in row for row in rows)
