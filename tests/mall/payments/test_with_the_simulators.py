"""Payments and refunds over the real protocol: sockets, signatures, notifications, faults of the channel."""

from datetime import timedelta

import pytest
import requests

from kernel import clock
from mall.payments import services
from mall.payments.models import Notification, PaymentException
from mall.payments.shapes import PayableOrder
from simulators.control.errors import ControlRefusal
from simulators.server import Simulators

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    """Let time run: the channel signs with the real one."""


@pytest.fixture
def openid(simulator: Simulators) -> str:
    return simulator.codes(openid="openid-of-alice")["openid"]


@pytest.fixture
def opened(simulator, openid, alice):
    order = PayableOrder(
        order_id=7,
        number="20261121000000000007",
        member_id=alice.pk,
        amount_fen=9900,
        description="青瓷杯",
        expires_at=clock.now() + timedelta(minutes=30),
        openid=openid,
    )
    return services.open_payment(order=order, channel="wechat", at=clock.now())


@pytest.fixture
def pending(opened):
    prepay_id = services.ask_prepay(payment_id=opened.pk, at=clock.now())
    return services.record_prepay(payment_id=opened.pk, prepay_id=prepay_id, at=clock.now())


@pytest.fixture
def pay(simulator, openid):
    def by_alice(payment):
        simulator.pay(services.client_params(prepay_id=payment.prepay_id), openid)

    return by_alice


@pytest.fixture
def paid(pending, pay):
    pay(pending)
    return services.ask_channel(number=pending.number, at=clock.now())


def fault(simulator, endpoint, kind):
    requests.post(f"{simulator.url}/_sim/faults", json={"endpoint": endpoint, "kind": kind}, timeout=5)


@pytest.mark.rule("5.3")
def test_paid_told_and_settled(simulator, pending, pay, deliver_pending):
    pay(pending)
    simulator.run_due()
    deliver_pending()

    pending.refresh_from_db()
    assert Notification.objects.get().state == "done"
    assert (pending.state, pending.received_fen) == ("succeeded", 9900)


@pytest.mark.rule("5.1")
def test_paid_and_asked_without_any_notification(paid):
    assert (paid.state, paid.received_fen) == ("succeeded", 9900)


@pytest.mark.rule("5.2")
@pytest.mark.parametrize("kind", ["error_before", "error_after", "bad_signature", "rate_limited"])
def test_a_prepay_without_an_answer_is_resumed_with_its_number(simulator, opened, kind):
    fault(simulator, "pay.jsapi", kind)

    with pytest.raises(services.ChannelUnavailable):
        services.ask_prepay(payment_id=opened.pk, at=clock.now())

    assert services.ask_prepay(payment_id=opened.pk, at=clock.now()).startswith("wx")


@pytest.mark.rule("5.4")
def test_closing_asks_where_it_is_paid_after_all(pending, pay):
    pay(pending)

    assert services.close_payment(payment_id=pending.pk, at=clock.now()) == "paid"


@pytest.mark.rule("5.4")
def test_closed_there_cannot_be_paid_any_more(simulator, pending, openid):
    assert services.close_payment(payment_id=pending.pk, at=clock.now()) == "closed"

    with pytest.raises(ControlRefusal, match="already_closed"):
        simulator.pay(services.client_params(prepay_id=pending.prepay_id), openid)

    pending.refresh_from_db()
    assert pending.state == "closed"


@pytest.mark.rule("5.4")
def test_what_the_channel_never_got_is_closed(opened):
    assert services.close_payment(payment_id=opened.pk, at=clock.now()) == "closed"


@pytest.mark.rule("5.6")
@pytest.mark.parametrize("kind", ["error_before", "error_after", "bad_signature"])
def test_a_refund_without_an_answer_is_sent_again_and_goes_once(simulator, paid, kind, deliver_pending):
    refund = services.create_refund(
        payment_id=paid.pk, amount_fen=3000, reason="少发", order_refund_id=5, at=clock.now()
    )
    fault(simulator, "pay.refund", kind)
    deliver_pending()
    services.send_refund(refund_id=refund.pk, at=clock.now())

    simulator.settle_refund(refund.number)
    simulator.run_due()
    deliver_pending()

    refund.refresh_from_db()
    assert refund.state == "succeeded"


@pytest.mark.rule("5.6")
@pytest.mark.parametrize(("status", "kind"), [("CLOSED", None), ("ABNORMAL", "refund_abnormal")])
def test_a_refund_the_channel_will_not_pay(simulator, paid, status, kind, deliver_pending):
    refund = services.create_refund(
        payment_id=paid.pk, amount_fen=3000, reason="少发", order_refund_id=5, at=clock.now()
    )
    deliver_pending()
    simulator.settle_refund(refund.number, status)

    services.ask_refund(refund_id=refund.pk, at=clock.now())

    refund.refresh_from_db()
    assert refund.state == ("failed" if status == "CLOSED" else "processing")
    assert hasattr(refund, "successor") is (status == "CLOSED")
    assert [row.kind for row in PaymentException.objects.all()] == ([kind] if kind else [])
