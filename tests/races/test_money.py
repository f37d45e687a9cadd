"""Money is taken once and given back once, however many tell or ask at the same moment (rules 5)."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction

from kernel import clock
from kernel.errors import Conflict
from kernel.outbox.models import StoredFact
from kernel.outbox.services import publish
from mall.payments import invariants, services
from mall.payments.facts import PaymentSucceeded
from mall.payments.gateways import GATEWAYS
from mall.payments.models import Notification, Payment, Refund
from mall.payments.shapes import ChannelNotification, ChannelResult, PayableOrder
from members.ledger.models import Transaction
from tests.factories.accounts import MemberFactory
from tests.mall.payments.channel import FakeChannel
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

_orders = count(1)


class AlreadyTaken(Conflict):
    code = "already_taken"


@dataclass
class Paid:
    """A payment the payer has made, and what the channel says of it."""

    payment: Payment
    evidence: ChannelResult


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> FakeChannel:
    fake = FakeChannel()
    monkeypatch.setitem(GATEWAYS, "wechat", lambda: fake)
    return fake


@pytest.fixture
def paid_at_the_channel(channel: FakeChannel) -> Any:
    def prepare() -> Paid:
        at = clock.now()
        order = PayableOrder(
            order_id=next(_orders),
            number="20261121000000000007",
            member_id=MemberFactory().pk,
            amount_fen=9900,
            description="青瓷杯",
            expires_at=at + timedelta(minutes=30),
            openid="openid-of-alice",
        )
        payment = services.open_payment(order=order, channel="wechat", at=at)
        prepay_id = services.ask_prepay(payment_id=payment.pk, at=at)
        services.record_prepay(payment_id=payment.pk, prepay_id=prepay_id, at=at)
        return Paid(payment, channel.pays(payment.number))

    return prepare


@pytest.fixture
def settled(paid_at_the_channel: Any) -> Any:
    def prepare() -> Paid:
        paid = paid_at_the_channel()
        paid.payment = services.settle(number=paid.payment.number, evidence=paid.evidence, at=clock.now())
        return paid

    return prepare


def told(payment: Payment) -> int:
    return StoredFact.objects.filter(name=PaymentSucceeded.wire_name(), aggregate=f"payment_id:{payment.pk}").count()


@pytest.mark.rule("5.3")
def test_a_naive_handler_takes_the_same_notification_many_times(paid_at_the_channel):
    def read_then_write(paid: Paid, _number: int) -> None:
        with transaction.atomic():
            seen = Payment.objects.get(pk=paid.payment.pk)
            if seen.state == "succeeded":
                raise AlreadyTaken
            pause()
            Payment.objects.filter(pk=seen.pk).update(
                state="succeeded", received_fen=9900, succeeded_at=clock.now(), transaction_id=seen.number
            )
            publish(PaymentSucceeded(payment_id=seen.pk, order_id=seen.order_id, amount_fen=9900))

    outcome = run(Race("same notification, naive", paid_at_the_channel, read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("5.3")
def test_the_same_notification_64_times_is_taken_once(channel, paid_at_the_channel):
    def tell(paid: Paid, _number: int) -> None:
        number = paid.payment.number
        channel.read_notification = lambda *_: ChannelNotification(  # type: ignore[method-assign] # the round's own
            event_id=f"EV-{number}", event_type="TRANSACTION.SUCCESS", about=paid.evidence
        )
        stored = services.receive_notification(channel="wechat", headers={}, body=b"", at=clock.now())
        services.process_notification(notification_id=stored.pk, at=clock.now())

    def taken_once(paid: Paid, allowed: int) -> None:
        assert (allowed, told(paid.payment)) == (64, 1)
        assert Notification.objects.filter(event_id=f"EV-{paid.payment.number}").count() == 1
        assert Transaction.objects.filter(key=f"payment:{paid.payment.number}").count() == 1

    run(Race("same notification", paid_at_the_channel, tell, taken_once))

    assert list(invariants.payments_are_booked()) == []


@pytest.mark.rule("5.4")
def test_closing_against_notification_ends_paid_and_told_once(paid_at_the_channel):
    def tell_or_close(paid: Paid, number: int) -> None:
        if number % 2:
            services.settle(number=paid.payment.number, evidence=paid.evidence, at=clock.now())
        else:
            assert services.close_payment(payment_id=paid.payment.pk, at=clock.now()) == "paid"

    def paid_once(paid: Paid, allowed: int) -> None:
        paid.payment.refresh_from_db()
        assert (allowed, paid.payment.state, told(paid.payment)) == (64, "succeeded", 1)

    run(Race("close against notification", paid_at_the_channel, tell_or_close, paid_once))


@pytest.mark.rule("5.6")
def test_a_naive_refund_gives_back_more_than_arrived(settled):
    def read_then_write(paid: Paid, _number: int) -> None:
        given = sum(Refund.objects.filter(payment=paid.payment).values_list("amount_fen", flat=True))
        if given + 9900 > 9900:
            raise AlreadyTaken
        pause()
        Refund.objects.create(
            number=f"{paid.payment.pk:08d}{next(_orders):012d}", payment=paid.payment, kind="order",
            order_refund_id=1, amount_fen=9900, reason="", created_at=clock.now(),
        )  # fmt: skip

    outcome = run(Race("refund twice, naive", settled, read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("5.6")
def test_the_whole_goes_back_once(settled):
    def refund(paid: Paid, number: int) -> None:
        services.create_refund(
            payment_id=paid.payment.pk, amount_fen=9900, reason="", order_refund_id=number + 1, at=clock.now()
        )

    def gone_once(paid: Paid, allowed: int) -> None:
        paid.payment.refresh_from_db()
        assert (allowed, paid.payment.refunded_fen, paid.payment.refunds.count()) == (1, 9900, 1)

    outcome = run(Race("refund twice", settled, refund, gone_once))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert list(invariants.refunds_are_within_payments()) == []


@pytest.mark.rule("5.4")
def test_excess_goes_back_once(settled):
    def give_back(paid: Paid, number: int) -> None:
        kind = "late" if number % 2 else "double"
        services.return_excess(payment_id=paid.payment.pk, kind=kind, at=clock.now())

    def gone_once(paid: Paid, allowed: int) -> None:
        assert (allowed, paid.payment.refunds.count(), paid.payment.exceptions.count()) == (64, 1, 1)

    run(Race("excess returned twice", settled, give_back, gone_once))


@pytest.mark.rule("5.1")
def test_one_live_attempt_however_often_payment_is_started(channel):
    def an_order() -> PayableOrder:
        return PayableOrder(
            order_id=next(_orders),
            number="20261121000000000007",
            member_id=MemberFactory().pk,
            amount_fen=9900,
            description="青瓷杯",
            expires_at=clock.now() + timedelta(minutes=30),
            openid="openid-of-alice",
        )

    def start(order: PayableOrder, _number: int) -> None:
        services.open_payment(order=order, channel="wechat", at=clock.now())

    def one_attempt(order: PayableOrder, allowed: int) -> None:
        assert (allowed, Payment.objects.filter(order_id=order.order_id).count()) == (64, 1)

    run(Race("payment started", an_order, start, one_attempt))
