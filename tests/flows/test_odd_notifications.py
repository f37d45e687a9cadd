"""Forged, stale, altered, foreign, repeated, late and lost notifications (rules 5.3, 5.4; quality 4)."""

import json
from datetime import timedelta

import pytest

from kernel import clock
from mall.orders.models import Order
from mall.payments.models import Notification, Payment, PaymentException, Refund
from mall.payments.tasks import ask_undecided_payments
from simulators.notifier import release

pytestmark = pytest.mark.rule("5.3")
SPOILS = ["forged", "tampered", "wrong_serial", "signtest", "stale"]


@pytest.fixture
def alice(shop, walker):
    member = walker("alice")
    member.sign_in()
    member.add_address()
    return member


@pytest.fixture
def number(alice, shop):
    return alice.order(shop.sku_id)["number"]


def trick(member, kind, **options):
    member.simulator.world.tricks.add(kind, **options)


def answers(member):
    """Return the status and code of every attempt to notify."""
    attempts = [attempt for _, delivery in member.simulator.world.deliveries.all() for attempt in delivery.attempts]
    return [(attempt["status"], json.loads(attempt["answer"])["code"]) for attempt in attempts]


def carry(member, deliver_pending):
    member.simulator.run_due()
    deliver_pending()


def queue():
    return list(PaymentException.objects.values_list("kind", "state"))


@pytest.mark.parametrize("kind", SPOILS)
def test_what_is_not_from_the_channel_is_refused_and_the_genuine_one_is_taken(alice, number, deliver_pending, kind):
    trick(alice, kind, seconds=301)
    alice.pay(number)
    carry(alice, deliver_pending)
    assert answers(alice) == [(401, "notification_refused")]
    assert (Order.objects.get().status, Payment.objects.get().state) == ("pending_payment", "pending")
    assert Notification.objects.count() == 0

    alice.simulator.clock.advance(60)
    carry(alice, deliver_pending)

    assert answers(alice)[1] == (200, "SUCCESS")
    assert Order.objects.get().status == "to_ship"


@pytest.mark.rule("5.4")
def test_a_wrong_amount_goes_back_and_is_shown(alice, number, deliver_pending):
    trick(alice, "altered", changes={"amount": {"total": 1, "payer_total": 1}})
    alice.pay(number)

    carry(alice, deliver_pending)

    order = Order.objects.get()
    assert (order.status, order.payment_state) == ("pending_payment", "unpaid")
    assert list(Refund.objects.values_list("kind", "amount_fen")) == [("excess", 1)]
    assert queue() == [("wrong_amount", "open")]


@pytest.mark.parametrize(
    "changes", [{"mchid": "1900009999"}, {"appid": "wxffffffffffffffff"}, {"amount": {"currency": "USD"}}]
)
def test_another_merchants_money_is_not_taken_and_the_channel_is_asked(alice, number, deliver_pending, changes):
    trick(alice, "altered", changes=changes)
    alice.pay(number)
    carry(alice, deliver_pending)
    assert (Order.objects.get().status, Payment.objects.get().state) == ("pending_payment", "pending")
    assert queue() == [("foreign", "open")]

    with clock.at(clock.now() + timedelta(minutes=1)):
        ask_undecided_payments()
        deliver_pending()

    assert Order.objects.get().status == "to_ship"


def test_a_number_that_is_not_ours_is_shown(alice, number, deliver_pending):
    trick(alice, "altered", changes={"out_trade_no": "20261121999999999999"})
    alice.pay(number)

    carry(alice, deliver_pending)

    assert (Order.objects.get().status, queue()) == ("pending_payment", [("unmatched", "open")])


def test_copies_are_answered_and_change_nothing_more(alice, number, deliver_pending):
    trick(alice, "duplicate", copies=5)
    alice.pay(number)

    carry(alice, deliver_pending)
    carry(alice, deliver_pending)

    assert answers(alice) == [(200, "SUCCESS")] * 5
    assert (Notification.objects.count(), Order.objects.get().status, Refund.objects.count()) == (1, "to_ship", 0)
    assert Order.objects.get().events.filter(after="to_ship").count() == 1


@pytest.mark.rule("5.4")
def test_money_told_of_after_the_order_was_cancelled_is_found_in_time(alice, number, shop, deliver_pending):
    trick(alice, "hold")
    alice.pay(number)

    # The channel refuses to close what is paid: the order goes on, before any notification.
    assert alice.post(f"orders/{number}/cancel")["status"] == "to_ship"
    release(alice.simulator.world)
    carry(alice, deliver_pending)

    shop.refresh_from_db()
    assert (Order.objects.get().status, shop.held, Refund.objects.count(), queue()) == ("to_ship", 1, 0, [])


def test_a_notification_that_never_comes_is_made_up_for_by_asking(alice, number, deliver_pending):
    trick(alice, "missing")
    alice.pay(number)
    carry(alice, deliver_pending)
    assert Order.objects.get().status == "pending_payment"

    with clock.at(clock.now() + timedelta(minutes=1)):
        assert ask_undecided_payments() == 1
        deliver_pending()

    assert Order.objects.get().status == "to_ship"


def test_the_notification_of_a_refund_may_come_before_the_answer_was_recorded(alice, number, deliver_pending):
    alice.pay(number)
    carry(alice, deliver_pending)
    alice.simulator.world.faults.add("pay.refund", "timeout_after", hold_seconds=0)
    alice.post(f"orders/{number}/cancel")
    deliver_pending()
    alice.simulator.settle_refund(Refund.objects.get().number)

    carry(alice, deliver_pending)

    assert (Refund.objects.get().state, Order.objects.get().payment_state) == ("succeeded", "refunded")
