"""Each check is silent on a healthy shop and names a planted violation."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.payments import invariants, services
from mall.payments.models import Notification, Payment, PaymentException, Refund
from members.ledger.models import Account, Entry
from tests.mall.payments.conftest import NOW

pytestmark = pytest.mark.django_db
CHECKS = [
    invariants.refunds_are_within_payments,
    invariants.payments_are_booked,
    invariants.refunds_are_booked,
    invariants.payments_have_their_fact,
    invariants.excess_is_shown,
    invariants.failed_refunds_are_shown,
    invariants.notifications_are_worked_off,
    invariants.channels_are_asked,
]


@pytest.fixture
def shop(channel, paid, refund_of):
    """A payment of 9900 with 3000 given back."""
    channel.refund_outcome = "succeeded"
    return services.send_refund(refund_id=refund_of(3000).pk, at=NOW)


@pytest.mark.parametrize("check", CHECKS)
def test_a_healthy_shop_has_nothing_to_say(shop, check):
    assert list(check()) == []


def test_a_refund_that_the_payment_does_not_know_is_seen(shop, paid):
    Payment.objects.filter(pk=paid.pk).update(refunded_fen=2999)

    assert list(invariants.refunds_are_within_payments()) == [
        f"付款单 {paid.number}：实收 9900，记退 2999，退款单之和 3000"
    ]


def test_money_that_is_not_in_the_books_is_seen(shop, paid):
    Payment.objects.filter(pk=paid.pk).update(received_fen=9901)
    Refund.objects.filter(pk=shop.pk).update(amount_fen=2999)

    assert list(invariants.payments_are_booked()) == [f"付款单 {paid.number}：实收 9901 分，账上 9900 分"]
    assert list(invariants.refunds_are_booked()) == [f"退款单 {shop.number}：已退 2999 分，账上 3000 分"]


def test_a_payment_never_booked_is_seen(shop, paid):
    Payment.objects.filter(pk=paid.pk).update(number="20261121999999999999")

    assert len(list(invariants.payments_are_booked())) == 1
    assert Entry.objects.count() == 4
    assert Account.objects.filter(bucket="sales").exists()


def test_a_payment_that_told_nobody_is_seen(shop, paid):
    StoredFact.objects.filter(name="mall.payments.payment_succeeded").delete()

    assert list(invariants.payments_have_their_fact()) == [f"付款单 {paid.number}：已到账，却没有支付成功事件"]


def test_hidden_excess_is_seen(paid):
    services.return_excess(payment_id=paid.pk, kind="late", at=NOW)
    PaymentException.objects.all().delete()

    assert list(invariants.excess_is_shown()) == [f"付款单 {paid.number}：取消后到账，异常队列中没有"]


def test_a_refund_nobody_will_send_is_seen(channel, refund_of):
    channel.refund_outcome = "closed"
    refund_of(3000)
    for _ in range(3):
        last = services.send_refund(refund_id=Refund.objects.order_by("pk").last().pk, at=NOW)
    assert list(invariants.failed_refunds_are_shown()) == []

    PaymentException.objects.all().delete()

    assert list(invariants.failed_refunds_are_shown()) == [f"退款单 {last.number}：渠道已关闭，无人处理"]


def test_a_forgotten_notification_is_seen(db):
    Notification.objects.create(
        channel="wechat", event_id="EV-1", event_type="TRANSACTION.SUCCESS", received_at=NOW - timedelta(minutes=11)
    )

    assert len(list(invariants.notifications_are_worked_off())) == 1


def test_an_unasked_channel_is_seen(pending):
    with clock.at(NOW + timedelta(minutes=11)):
        assert list(invariants.channels_are_asked()) == [f"付款单 {pending.number}：逾期未向渠道查询"]


def test_an_unsent_refund_is_seen(refund_of):
    refund = refund_of(3000)

    with clock.at(NOW + timedelta(minutes=11)):
        assert list(invariants.channels_are_asked()) == [f"退款单 {refund.number}：逾期未向渠道发起或查询"]
