"""A payment is one attempt at one channel, recorded before the call, with a number that is reused (rules 5.1, 5.2)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mall.payments import services
from mall.payments.models import Payment
from mall.payments.selectors import live_payments
from tests.mall.payments.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.rule("5.1")
def test_the_intent_is_recorded_without_asking_anybody(channel, order, alice):
    payment = services.open_payment(order=order, channel="wechat", at=NOW)

    assert (payment.state, payment.amount_fen, payment.received_fen) == ("created", 9900, 0)
    assert (len(payment.number), payment.number[:8]) == (20, "20261121")
    assert (payment.appid, payment.mchid, payment.member_id) == ("wx0123456789abcdef", "1900000001", alice.pk)
    assert channel.calls == []


@pytest.mark.rule("5.2")
def test_the_same_order_resumes_the_live_attempt_with_its_number(opened, order):
    again = services.open_payment(order=order, channel="wechat", at=NOW + timedelta(minutes=1))

    assert again.number == opened.number
    assert Payment.objects.count() == 1


@pytest.mark.rule("5.4")
@pytest.mark.parametrize("change", [{"amount_fen": 9800}, {"openid": "openid-of-bob"}])
def test_an_attempt_that_differs_must_end_first(opened, order, change):
    with pytest.raises(services.PaymentUndecided):
        services.open_payment(order=replace(order, **change), channel="wechat", at=NOW)

    assert Payment.objects.get().amount_fen == 9900


def test_after_the_end_of_one_attempt_another_number_is_used(opened, order):
    services.close_payment(payment_id=opened.pk, at=NOW)

    second = services.open_payment(order=replace(order, amount_fen=9800), channel="wechat", at=NOW)

    assert second.number != opened.number
    assert [payment.pk for payment in live_payments(order_id=7)] == [second.pk]


def test_an_unknown_channel_is_refused(channel, order):
    with pytest.raises(services.ChannelUnknown):
        services.open_payment(order=order, channel="cheque", at=NOW)

    assert not Payment.objects.exists()


def test_a_long_description_is_cut_to_what_the_channel_takes(channel, order):
    payment = services.open_payment(order=replace(order, description="杯" * 200), channel="wechat", at=NOW)

    assert payment.description == "杯" * 127
