"""An undecided payment is settled by asking, with growing pauses (rules 5.1)."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.payments import services
from mall.payments.gateways import ChannelUnavailable
from mall.payments.tasks import ask_undecided_payments
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.1")]


def test_paid_is_found_without_any_notification(channel, pending):
    channel.pays(pending.number)

    payment = services.ask_channel(number=pending.number, at=NOW)

    assert payment.state == "succeeded"


def test_no_answer_changes_nothing_but_the_next_time(channel, pending):
    channel.faults["query"] = ChannelUnavailable()

    payment = services.ask_channel(number=pending.number, at=NOW)

    assert (payment.state, payment.last_error) == ("pending", "payment_channel_unknown")
    assert payment.next_ask_at == NOW + timedelta(seconds=30)


def test_an_ended_one_is_not_asked(channel, paid):
    channel.calls.clear()

    assert services.ask_channel(number=paid.number, at=NOW).state == "succeeded"
    assert channel.calls == []


def test_the_clock_asks_only_what_is_due(channel, pending):
    assert ask_undecided_payments() == 0

    with clock.at(NOW + timedelta(seconds=30)):
        assert ask_undecided_payments() == 1
        assert ask_undecided_payments() == 0

    assert channel.names() == ["prepay", "query"]


def test_the_pauses_grow_up_to_half_an_hour(channel, pending):
    pauses, at = [], NOW
    for _ in range(8):
        at = services.ask_channel(number=pending.number, at=at).next_ask_at
        pauses.append(at)

    gaps = [int((later - sooner).total_seconds()) for sooner, later in zip([NOW, *pauses], pauses, strict=False)]
    assert gaps == [30, 60, 120, 300, 600, 1800, 1800, 1800]


def test_one_that_fails_does_not_hold_up_the_others(channel, pending, order):
    from dataclasses import replace

    other = services.open_payment(order=replace(order, order_id=8), channel="wechat", at=NOW)
    channel.faults["query"] = ChannelUnavailable()

    with clock.at(NOW + timedelta(minutes=5)):
        assert ask_undecided_payments() == 2

    other.refresh_from_db()
    assert other.state == "created"
    assert channel.names() == ["prepay", "query", "query"]


def test_an_unknown_number_is_named(channel):
    with pytest.raises(services.PaymentNotFound):
        services.ask_channel(number="20261121999999999999", at=NOW)
