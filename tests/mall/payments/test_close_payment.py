"""A payment is closed at its channel first; only the channel's word lets go of what the order holds (rules 5.4)."""

import pytest

from mall.payments import services
from mall.payments.gateways import ChannelRefused, ChannelUnavailable
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.4")]


def close(payment):
    outcome = services.close_payment(payment_id=payment.pk, at=NOW)
    payment.refresh_from_db()
    return outcome


def test_an_unpaid_one_is_closed(channel, pending):
    assert close(pending) == "closed"
    assert pending.state == "closed"
    assert channel.names() == ["prepay", "close"]


def test_paid_after_all_is_settled(channel, pending, facts):
    channel.pays(pending.number)

    assert close(pending) == "paid"
    assert pending.state == "succeeded"
    assert channel.names() == ["prepay", "close", "query"]
    assert len(facts("payment_succeeded")) == 1


def test_what_the_channel_never_got_is_closed(channel, opened):
    assert close(opened) == "closed"
    assert opened.state == "closed"
    assert channel.names() == ["close", "query"]


@pytest.mark.parametrize("name", ["close", "query"])
def test_without_an_answer_nothing_is_decided(channel, pending, name):
    channel.pays(pending.number)
    channel.faults[name] = ChannelUnavailable()

    assert close(pending) == "unknown"
    assert (pending.state, pending.last_error) == ("pending", "payment_channel_unknown")


def test_closed_without_an_answer_is_closed_at_the_next_try(channel, pending):
    channel.faults_after["close"] = ChannelUnavailable()

    assert close(pending) == "unknown"
    assert close(pending) == "closed"


def test_a_refused_query_decides_nothing(channel, pending):
    channel.pays(pending.number)
    channel.faults["query"] = ChannelRefused("SIGN_ERROR")

    assert close(pending) == "unknown"
    assert pending.last_error == "SIGN_ERROR"


def test_an_ended_one_asks_nobody(channel, paid):
    channel.calls.clear()

    assert close(paid) == "paid"
    assert channel.calls == []
