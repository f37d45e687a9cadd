"""What the channel will not pay is settled by hand, with a note and a second person (rules 5.6)."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from mall.payments import services
from mall.payments.gateways import ChannelRefused, ChannelUnavailable
from mall.payments.models import Refund
from mall.payments.tasks import send_waiting_refunds
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.6")]


@pytest.fixture
def colleague(db):
    return get_user_model().objects.create_user(username="sam", password="another good one", display_name="Sam")


@pytest.fixture
def refused(channel, refund_of) -> Refund:
    channel.faults["refund"] = ChannelRefused("USER_ACCOUNT_ABNORMAL")
    refund = refund_of(3000)
    return services.send_refund(refund_id=refund.pk, at=NOW)


def propose(refund, operator, note="银行转账，流水号 88"):
    return services.propose_hand_settlement(refund_id=refund.pk, note=note, operator_id=operator.pk, at=NOW)


def approve(refund, operator):
    return services.approve_hand_settlement(refund_id=refund.pk, operator_id=operator.pk, at=NOW)


def test_two_people_settle_it_and_it_is_booked_elsewhere(refused, stella, colleague, facts, cash):
    propose(refused, stella)
    refund = approve(refused, colleague)

    assert (refund.state, refund.hand_note) == ("succeeded", "银行转账，流水号 88")
    assert (refund.hand_proposed_by_id, refund.hand_approved_by_id) == (stella.pk, colleague.pk)
    assert len(facts("refund_succeeded")) == 1
    assert (cash("wechat"), cash("offline"), cash("sales")) == (9900, -3000, -6900)


def test_the_same_person_cannot_confirm(refused, stella, facts):
    propose(refused, stella)

    with pytest.raises(services.SecondPersonNeeded):
        approve(refused, stella)

    refused.refresh_from_db()
    assert (refused.state, refused.hand_approved_by_id) == ("created", None)
    assert facts("refund_succeeded") == []


@pytest.mark.parametrize("note", ["", "  "])
def test_a_note_is_needed(refused, stella, note):
    with pytest.raises(services.NoteRequired):
        propose(refused, stella, note)


def test_nobody_confirms_what_nobody_proposed(refused, colleague):
    with pytest.raises(services.NothingProposed):
        approve(refused, colleague)


def test_after_no_answer_the_channel_may_still_pay(channel, refund_of, stella):
    channel.faults_after["refund"] = ChannelUnavailable()
    refund = services.send_refund(refund_id=refund_of(3000).pk, at=NOW)

    with pytest.raises(services.NotForHands):
        propose(refund, stella)


def test_while_people_settle_it_the_channel_is_not_asked(channel, refused, stella):
    propose(refused, stella)
    channel.calls.clear()

    services.send_refund(refund_id=refused.pk, at=NOW)
    with pytest.raises(services.RefundNotRetriable):
        services.retry_refund(refund_id=refused.pk, at=NOW)

    assert (send_waiting_refunds(), channel.calls) == (0, [])


def test_a_proposal_taken_back_lets_the_channel_try_again(channel, refused, stella):
    propose(refused, stella)

    services.reject_hand_settlement(refund_id=refused.pk, at=NOW)

    assert send_waiting_refunds() == 1
    refused.refresh_from_db()
    assert (refused.state, refused.hand_note) == ("processing", "")


def test_one_closed_three_times_can_be_settled(channel, refund_of, stella, colleague):
    channel.refund_outcome = "closed"
    refund_of(3000)
    for _ in range(3):
        last = services.send_refund(refund_id=Refund.objects.order_by("pk").last().pk, at=NOW)

    propose(last, stella)

    assert approve(last, colleague).state == "succeeded"


def test_a_replaced_number_is_nobodys_business_any_more(channel, refund_of, stella):
    channel.refund_outcome = "closed"
    old = services.send_refund(refund_id=refund_of(3000).pk, at=NOW)

    with pytest.raises(services.NotForHands):
        propose(old, stella)
    with pytest.raises(services.RefundNotRetriable):
        services.retry_refund(refund_id=old.pk, at=NOW)


def test_the_database_itself_wants_two_people(refused, stella):
    propose(refused, stella)

    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refused.pk).update(hand_approved_by=stella)


def test_a_retry_by_an_operator_gives_a_closed_one_a_new_number(channel, refund_of):
    channel.refund_outcome = "closed"
    refund_of(3000)
    for _ in range(3):
        last = services.send_refund(refund_id=Refund.objects.order_by("pk").last().pk, at=NOW)
    channel.refund_outcome = "succeeded"

    again = services.retry_refund(refund_id=last.pk, at=NOW)

    assert (again.state, again.replaces_id, again.round) == ("succeeded", last.pk, 4)


def test_a_retry_of_one_under_way_asks(channel, refund_of):
    refund = services.send_refund(refund_id=refund_of(3000).pk, at=NOW)

    services.retry_refund(refund_id=refund.pk, at=NOW)

    assert channel.names()[-1] == "query_refund"
