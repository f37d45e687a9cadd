"""The channel is asked outside any transaction, with the recorded number, and its answer recorded (rules 5.2)."""

from datetime import timedelta

import pytest

from mall.payments import services
from mall.payments.gateways import ChannelRefused, ChannelUnavailable
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.2")]


def test_the_answer_makes_the_payment_pending(channel, opened):
    prepay_id = services.ask_prepay(payment_id=opened.pk, at=NOW)
    payment = services.record_prepay(payment_id=opened.pk, prepay_id=prepay_id, at=NOW)

    assert channel.calls == [("prepay", opened.number)]
    assert (payment.state, payment.prepay_id) == ("pending", prepay_id)
    assert payment.next_ask_at == NOW + timedelta(seconds=30)
    assert services.client_params(prepay_id=prepay_id)["package"] == f"prepay_id={prepay_id}"


def test_a_good_prepay_id_is_used_again_without_asking(channel, pending):
    assert services.ask_prepay(payment_id=pending.pk, at=NOW + timedelta(minutes=100)) == pending.prepay_id
    assert channel.names() == ["prepay"]


def test_an_old_prepay_id_is_replaced_under_the_same_number(channel, pending):
    later = NOW + timedelta(minutes=111)

    fresh = services.ask_prepay(payment_id=pending.pk, at=later)
    payment = services.record_prepay(payment_id=pending.pk, prepay_id=fresh, at=later)

    assert channel.calls == [("prepay", pending.number)] * 2
    assert (payment.prepay_id, payment.prepaid_at, payment.state) == (fresh, later, "pending")


@pytest.mark.parametrize("faults", ["faults", "faults_after"])
def test_without_an_answer_the_attempt_is_kept_and_resumed_with_its_number(channel, opened, faults):
    getattr(channel, faults)["prepay"] = ChannelUnavailable()

    with pytest.raises(ChannelUnavailable):
        services.ask_prepay(payment_id=opened.pk, at=NOW)
    opened.refresh_from_db()
    assert opened.state == "created"

    assert services.ask_prepay(payment_id=opened.pk, at=NOW)
    assert channel.calls == [("prepay", opened.number)] * 2


def test_a_definite_no_ends_the_attempt(channel, opened):
    channel.faults["prepay"] = ChannelRefused("RULE_LIMIT")

    with pytest.raises(services.PaymentRefused):
        services.ask_prepay(payment_id=opened.pk, at=NOW)

    opened.refresh_from_db()
    assert (opened.state, opened.last_error, opened.next_ask_at) == ("failed", "RULE_LIMIT", None)


def test_a_no_because_it_is_paid_already_settles_it(channel, pending, facts):
    channel.pays(pending.number)
    channel.faults["prepay"] = ChannelRefused("ORDERPAID")

    with pytest.raises(services.PaymentAlreadySucceeded):
        services.ask_prepay(payment_id=pending.pk, at=NOW + timedelta(minutes=111))

    pending.refresh_from_db()
    assert pending.state == "succeeded"
    assert len(facts("payment_succeeded")) == 1


def test_a_no_that_cannot_be_checked_leaves_the_attempt_open(channel, opened):
    channel.faults |= {"prepay": ChannelRefused("ORDERPAID"), "query": ChannelUnavailable()}

    with pytest.raises(ChannelUnavailable):
        services.ask_prepay(payment_id=opened.pk, at=NOW)

    opened.refresh_from_db()
    assert opened.state == "created"


def test_an_attempt_cancelled_while_the_channel_was_asked_is_closed_there(channel, opened):
    channel.while_asked["prepay"] = lambda: services.close_payment(payment_id=opened.pk, at=NOW)

    with pytest.raises(services.PaymentEnded):
        services.ask_prepay(payment_id=opened.pk, at=NOW)

    assert channel.trades[opened.number].outcome == "closed"
    opened.refresh_from_db()
    assert (opened.state, opened.prepay_id) == ("closed", "")


def test_an_ended_payment_takes_no_answer(channel, pending, paid):
    with pytest.raises(services.PaymentAlreadySucceeded):
        services.record_prepay(payment_id=paid.pk, prepay_id="late", at=NOW)
    with pytest.raises(services.PaymentAlreadySucceeded):
        services.ask_prepay(payment_id=paid.pk, at=NOW)

    paid.refresh_from_db()
    assert paid.prepay_id == pending.prepay_id


def test_a_closed_payment_takes_no_answer(opened):
    services.close_payment(payment_id=opened.pk, at=NOW)

    with pytest.raises(services.PaymentEnded):
        services.record_prepay(payment_id=opened.pk, prepay_id="late", at=NOW)


def test_recording_the_same_answer_twice_changes_nothing(pending):
    again = services.record_prepay(payment_id=pending.pk, prepay_id=pending.prepay_id, at=NOW + timedelta(hours=1))

    assert again.prepaid_at == NOW
