"""The channel does not answer, before or after it has done what it was asked (rules 5.1, 5.2; quality 3)."""

import json
from datetime import timedelta

import pytest

from kernel import clock
from mall.orders.models import Order
from mall.orders.tasks import finish_cancelling_orders
from mall.payments.models import Payment, Refund
from mall.payments.tasks import send_waiting_refunds

SILENCE = ["timeout_before", "timeout_after", "error_before", "error_after", "bad_signature", "truncated"]
pytestmark = pytest.mark.rule("5.2")


@pytest.fixture
def alice(shop, walker):
    member = walker("alice")
    member.sign_in()
    member.add_address()
    return member


def silence(member, endpoint, kind):
    member.simulator.world.faults.add(endpoint, kind, hold_seconds=0)


def carry(member, deliver_pending):
    member.simulator.run_due()
    deliver_pending()


@pytest.mark.parametrize("kind", SILENCE)
def test_a_prepay_without_an_answer_is_resumed_with_the_same_number(alice, shop, deliver_pending, kind):
    number = alice.order(shop.sku_id)["number"]
    silence(alice, "pay.jsapi", kind)

    refused = alice.post(f"orders/{number}/payments", {"channel": "wechat"}, key="k-1", expect=503)
    started = alice.post(f"orders/{number}/payments", {"channel": "wechat"}, key="k-1")
    alice.simulator.pay(started["client_params"], alice.openid)
    carry(alice, deliver_pending)

    assert refused["code"] == "payment_channel_unknown"
    assert [payment.number for payment in Payment.objects.all()] == [started["number"]]
    assert Order.objects.get().status == "to_ship"


@pytest.mark.parametrize("kind", SILENCE[:-1])  # there is nothing to truncate: the answer has no body
def test_an_order_whose_payment_cannot_be_closed_stays_until_it_can(alice, shop, kind):
    number = alice.order(shop.sku_id)["number"]
    alice.start_paying(number)
    silence(alice, "pay.close", kind)

    assert alice.post(f"orders/{number}/cancel")["status"] == "cancelling"
    shop.refresh_from_db()
    assert shop.held == 1
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert finish_cancelling_orders() == 1

    shop.refresh_from_db()
    assert (Order.objects.get().status, Payment.objects.get().state, shop.held) == ("cancelled", "closed", 0)


def test_an_order_paid_while_its_close_was_unanswered_goes_on(alice, shop, deliver_pending):
    number = alice.order(shop.sku_id)["number"]
    params = alice.start_paying(number)["client_params"]
    silence(alice, "pay.close", "timeout_before")
    alice.post(f"orders/{number}/cancel")
    alice.simulator.pay(params, alice.openid)

    with clock.at(clock.now() + timedelta(minutes=1)):
        finish_cancelling_orders()
    carry(alice, deliver_pending)

    shop.refresh_from_db()
    assert (Order.objects.get().status, shop.held, Refund.objects.count()) == ("to_ship", 1, 0)


@pytest.mark.parametrize("kind", SILENCE)
def test_a_refund_without_an_answer_is_sent_again_with_the_same_number(alice, shop, deliver_pending, kind):
    number = alice.order(shop.sku_id)["number"]
    alice.pay(number)
    carry(alice, deliver_pending)
    silence(alice, "pay.refund", kind)
    alice.post(f"orders/{number}/cancel")
    deliver_pending()
    assert Refund.objects.get().state == "created"

    with clock.at(clock.now() + timedelta(minutes=1)):
        assert send_waiting_refunds() == 1
    refund = Refund.objects.get()
    alice.simulator.settle_refund(refund.number)
    carry(alice, deliver_pending)

    order = Order.objects.get()
    assert (order.status, order.payment_state, order.refunded_fen) == ("closed", "refunded", order.payable_fen)
    assert [refund.state for refund in Refund.objects.all()] == ["succeeded"]
    asked = [json.loads(call.body)["out_refund_no"] for call in alice.simulator.world.calls.of("pay.refund")]
    assert asked == [refund.number] * 2


def test_a_query_without_an_answer_says_nothing_and_is_asked_again(alice, shop, deliver_pending):
    number = alice.order(shop.sku_id)["number"]
    alice.pay(number)
    silence(alice, "pay.query", "timeout_before")

    assert alice.get(f"orders/{number}/payment")["state"] == "pending"
    assert alice.get(f"orders/{number}/payment")["state"] == "succeeded"
    deliver_pending()
    assert Order.objects.get().status == "to_ship"
