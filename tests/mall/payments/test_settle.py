"""What a channel says settles a payment once; money is taken only if all of it is right (rules 5.1, 5.3, 5.4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mall.payments import services
from mall.payments.models import Payment, PaymentException, Refund
from mall.payments.selectors import succeeded_payments
from mall.payments.shapes import ChannelResult, Merchant
from tests.mall.payments.conftest import NOW

pytestmark = pytest.mark.django_db


def settle(number, evidence, at=NOW):
    return services.settle(number=number, evidence=evidence, at=at)


@pytest.mark.rule("5.1")
def test_exact_money_succeeds_is_booked_and_told(channel, pending, facts, cash):
    evidence = replace(channel.pays(pending.number), paid_at=NOW - timedelta(seconds=3))

    payment = settle(pending.number, evidence)

    assert (payment.state, payment.received_fen, payment.transaction_id) == (
        "succeeded",
        9900,
        f"42000{pending.number}",
    )
    assert (payment.succeeded_at, payment.next_ask_at) == (NOW - timedelta(seconds=3), None)
    assert facts("payment_succeeded") == [{"payment_id": payment.pk, "order_id": 7, "amount_fen": 9900}]
    assert (cash("wechat"), cash("sales")) == (9900, -9900)
    assert not PaymentException.objects.exists()


@pytest.mark.rule("5.3")
def test_replays_and_reorders_change_nothing_more(channel, pending, facts, cash):
    evidence = channel.pays(pending.number)
    settle(pending.number, evidence)

    for late in (evidence, replace(evidence, outcome="open"), replace(evidence, outcome="closed")):
        settle(pending.number, late, NOW + timedelta(minutes=5))

    pending.refresh_from_db()
    assert (pending.state, pending.succeeded_at) == ("succeeded", NOW)
    assert len(facts("payment_succeeded")) == 1
    assert cash("wechat") == 9900


@pytest.mark.rule("5.3")
@pytest.mark.parametrize(
    "wrong",
    [
        {"merchant": Merchant(appid="wx0123456789abcdef", mchid="1900000002")},
        {"merchant": Merchant(appid="wxfedcba9876543210", mchid="1900000001")},
        {"merchant": None},
        {"currency": "USD"},
        {"currency": ""},
        {"transaction_id": ""},
        {"amount_fen": 0},
    ],
)
def test_evidence_of_something_else_is_not_taken_and_is_shown(channel, pending, facts, cash, wrong):
    settle(pending.number, replace(channel.pays(pending.number), **wrong))

    pending.refresh_from_db()
    assert (pending.state, pending.received_fen, pending.transaction_id) == ("pending", 0, "")
    assert PaymentException.objects.get().kind == "foreign"
    assert facts("payment_succeeded") == []
    assert cash("wechat") == 0


@pytest.mark.rule("5.4")
@pytest.mark.parametrize("amount_fen", [1, 9899, 9901])
def test_a_wrong_amount_goes_back_whole_by_itself(channel, pending, facts, cash, amount_fen):
    payment = settle(pending.number, channel.pays(pending.number, amount_fen=amount_fen))

    refund = Refund.objects.get()
    assert (payment.state, payment.excess_kind) == ("succeeded", "wrong_amount")
    assert (refund.kind, refund.amount_fen, refund.order_refund_id) == ("excess", amount_fen, None)
    assert PaymentException.objects.get().kind == "wrong_amount"
    assert facts("payment_succeeded") == []
    assert cash("wechat") == amount_fen
    assert succeeded_payments(order_id=7) == []


@pytest.mark.rule("5.4")
def test_money_after_closing_is_taken_and_told_never_swallowed(channel, pending, facts):
    services.close_payment(payment_id=pending.pk, at=NOW)

    payment = settle(pending.number, channel.pays(pending.number), NOW + timedelta(hours=1))

    assert (payment.state, payment.received_fen) == ("succeeded", 9900)
    assert len(facts("payment_succeeded")) == 1


@pytest.mark.rule("5.1")
def test_money_for_an_attempt_whose_answer_was_lost_is_taken(channel, opened):
    services.ask_prepay(payment_id=opened.pk, at=NOW)

    payment = settle(opened.number, channel.pays(opened.number))

    assert payment.state == "succeeded"


@pytest.mark.rule("5.4")
def test_a_second_transaction_of_one_number_is_shown(channel, paid, facts):
    settle(paid.number, channel.pays(paid.number, transaction_id="43000"))

    shown = PaymentException.objects.get()
    assert (shown.kind, shown.reference) == ("second_transaction", paid.number)
    assert "43000" in shown.detail
    assert len(facts("payment_succeeded")) == 1


def test_closed_by_the_channel_is_closed(channel, pending):
    payment = settle(pending.number, ChannelResult(number=pending.number, outcome="closed"))

    assert (payment.state, payment.ended_at, payment.next_ask_at) == ("closed", NOW, None)


def test_an_unknown_number_is_named(channel):
    with pytest.raises(services.PaymentNotFound):
        settle("20261121999999999999", ChannelResult(number="20261121999999999999", outcome="open"))

    assert not Payment.objects.exists()
