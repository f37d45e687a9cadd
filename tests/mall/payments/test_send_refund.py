"""A refund is retried with the same number, and with a new one when the channel closed it (rules 5.6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kernel import clock
from mall.payments import services
from mall.payments.gateways import ChannelRefused, ChannelUnavailable
from mall.payments.models import PaymentException, Refund
from mall.payments.selectors import unfinished_refunds
from mall.payments.tasks import ask_refunds_under_way, send_waiting_refunds
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.6")]


def send(refund, at=NOW):
    services.send_refund(refund_id=refund.pk, at=at)
    refund.refresh_from_db()
    return refund


def test_accepted_is_not_yet_paid(channel, refund_of, facts, cash):
    refund = send(refund_of(3000))

    assert (refund.state, refund.channel_refund_id) == ("processing", f"50{refund.number}")
    assert facts("refund_succeeded") == []
    assert cash("wechat") == 9900


def test_paid_at_once_is_booked_and_told(channel, paid, refund_of, facts, cash):
    channel.refund_outcome = "succeeded"

    refund = send(refund_of(3000))

    assert (refund.state, refund.succeeded_at) == ("succeeded", NOW)
    assert facts("refund_succeeded") == [
        {"payment_id": paid.pk, "refund_id": refund.pk, "order_id": 7, "order_refund_id": 5, "amount_fen": 3000}
    ]
    assert (cash("wechat"), cash("sales")) == (6900, -6900)
    assert unfinished_refunds(order_refund_id=5) == []


def test_the_clock_asks_until_it_is_paid(channel, refund_of, facts):
    refund = send(refund_of(3000))
    channel.refunds[refund.number] = replace(channel.refunds[refund.number], outcome="succeeded")

    with clock.at(NOW + timedelta(seconds=30)):
        assert ask_refunds_under_way() == 1
        assert ask_refunds_under_way() == 0

    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert len(facts("refund_succeeded")) == 1


@pytest.mark.parametrize("faults", ["faults", "faults_after"])
@pytest.mark.parametrize("error", [ChannelUnavailable(), ChannelRefused("NOT_ENOUGH")])
def test_a_failed_call_is_repeated_with_the_same_number(channel, refund_of, faults, error):
    getattr(channel, faults)["refund"] = error
    refund = send(refund_of(3000))
    assert refund.state == "created"
    assert refund.last_error in ("payment_channel_unknown", "NOT_ENOUGH")

    with clock.at(NOW + timedelta(seconds=30)):
        assert send_waiting_refunds() == 1

    refund.refresh_from_db()
    assert refund.state == "processing"
    assert channel.calls[-2:] == [("refund", refund.number)] * 2
    assert len(channel.refunds) == 1


def test_five_failures_are_shown_and_tried_on(channel, refund_of):
    refund, at = refund_of(3000), NOW
    for _ in range(6):
        channel.faults["refund"] = ChannelRefused("NOT_ENOUGH")
        at = send(refund, at).next_attempt_at

    shown = PaymentException.objects.get()
    assert (shown.kind, shown.refund_id, shown.amount_fen) == ("refund_stuck", refund.pk, 3000)
    assert refund.state == "created"


def test_money_that_went_after_all_leaves_the_queue(channel, refund_of):
    refund = refund_of(3000)
    for _ in range(5):
        channel.faults["refund"] = ChannelRefused("NOT_ENOUGH")
        send(refund)
    channel.refund_outcome = "succeeded"

    send(refund)

    shown = PaymentException.objects.get()
    assert (shown.state, shown.note) == ("done", "退款已到账，自动结案")


def test_closed_by_the_channel_gets_a_new_number(channel, paid, refund_of, facts):
    channel.refund_outcome = "closed"

    old = send(refund_of(3000))

    new = Refund.objects.exclude(pk=old.pk).get()
    paid.refresh_from_db()
    assert (old.state, new.state, new.replaces_id, new.round) == ("failed", "created", old.pk, 2)
    assert (new.amount_fen, new.order_refund_id, paid.refunded_fen) == (3000, 5, 3000)
    assert [fact["refund_id"] for fact in facts("refund_failed")] == [old.pk]
    assert [part.pk for part in unfinished_refunds(order_refund_id=5)] == [new.pk]


def test_three_numbers_closed_wait_for_a_person(channel, refund_of):
    channel.refund_outcome = "closed"
    refund_of(3000)

    for refund in (Refund.objects.order_by("pk").last() for _ in range(4)):
        send(refund)

    last = Refund.objects.order_by("pk").last()
    assert (Refund.objects.count(), last.round, last.state) == (3, 3, "failed")
    assert PaymentException.objects.get().kind == "refund_closed"


def test_an_account_that_cannot_take_it_is_shown(channel, refund_of):
    channel.refund_outcome = "abnormal"

    refund = send(refund_of(3000))

    assert (refund.state, refund.answer) == ("processing", "abnormal")
    assert PaymentException.objects.get().kind == "refund_abnormal"


def test_another_amount_is_not_believed(channel, refund_of, facts):
    refund = refund_of(3000)
    send(refund)
    told = replace(channel.refunds[refund.number], outcome="succeeded", amount_fen=2999)

    services.settle_refund(number=refund.number, result=told, at=NOW)

    refund.refresh_from_db()
    assert refund.state == "processing"
    assert PaymentException.objects.get().kind == "refund_mismatch"
    assert facts("refund_succeeded") == []


def test_told_before_it_was_answered_and_told_again(channel, refund_of, facts, cash):
    channel.faults_after["refund"] = ChannelUnavailable()
    refund = send(refund_of(3000))
    told = replace(channel.refunds[refund.number], outcome="succeeded", mchid="1900000001")

    for _ in range(2):
        services.settle_refund(number=refund.number, result=told, at=NOW)

    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert len(facts("refund_succeeded")) == 1
    assert cash("wechat") == 6900


def test_a_sent_refund_is_not_sent_again(channel, refund_of):
    refund = send(refund_of(3000))
    channel.calls.clear()

    send(refund)

    assert channel.calls == []


def test_what_the_channel_forgot_is_sent_again_under_its_number(channel, refund_of):
    refund = send(refund_of(3000))
    channel.refunds.clear()

    services.ask_refund(refund_id=refund.pk, at=NOW)

    assert channel.calls[-2:] == [("query_refund", refund.number), ("refund", refund.number)]
    assert list(channel.refunds) == [refund.number]


def test_no_answer_about_one_under_way_is_asked_again(channel, refund_of):
    refund = send(refund_of(3000))
    channel.faults["query_refund"] = ChannelUnavailable()

    services.ask_refund(refund_id=refund.pk, at=NOW)

    refund.refresh_from_db()
    assert (refund.state, refund.answer, refund.attempts) == ("processing", "processing", 2)


def test_the_relay_sends_what_was_created(channel, refund_of, deliver_pending):
    refund = refund_of(3000)

    deliver_pending()

    refund.refresh_from_db()
    assert refund.state == "processing"
    assert channel.names().count("refund") == 1
