"""POST orders/{number}/cancel: unpaid, paid, while the channel does not answer, paid meanwhile (rules 4)."""

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from mall.orders import services
from mall.orders.models import Order
from mall.payments.gateways import ChannelUnavailable
from mall.payments.models import Payment
from tests.mall.orders.steps import STELLA, history, money_back, refusal, stock_of, wrong_fields

pytestmark = pytest.mark.django_db


def url(order: Order) -> str:
    return f"orders/{order.number}/cancel"


def test_an_unpaid_order_gives_back_what_it_held(till, alice, cup, phone, facts):
    order = till.place(alice, {cup: 3})

    answer = phone(alice).post(url(order), {"reason": "不想要了"})

    assert (answer.status_code, answer.json()["status"], answer.json()["payment_state"]) == (200, "cancelled", "unpaid")
    assert answer.json()["actions"] == ["delete", "buy_again"]
    assert stock_of(cup) == (10, 0)
    assert history(Order.objects.get()) == ["pending_payment", "cancelling", "cancelled"]
    assert order.events.get(after="cancelling").note == "不想要了"
    assert facts("order_cancelled") == [{"order_id": order.pk, "member_id": alice.pk}]
    assert facts("order_refunded") == []


def test_an_open_payment_is_closed_at_its_channel(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    payment = till.open(order)

    phone(alice).post(url(order))

    payment.refresh_from_db()
    assert payment.state == "closed"
    assert till.channel.trades[payment.number].outcome == "closed"


@pytest.mark.rule("5.6")
def test_a_paid_order_closes_and_everything_goes_back(till, alice, cup, phone, facts):
    order = till.bought(alice, {cup: 3})

    answer = phone(alice).post(url(order))

    assert (answer.status_code, answer.json()["status"]) == (200, "closed")
    assert answer.json()["refunded_fen"] == answer.json()["payable_fen"] == 4200
    assert money_back(order) == 4200
    assert stock_of(cup) == (10, 0)
    assert facts("order_cancelled") == []


def test_while_the_channel_does_not_answer_it_stays_cancelling(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    till.open(order)
    till.channel.faults["close"] = ChannelUnavailable()

    answer = phone(alice).post(url(order))

    assert (answer.status_code, answer.json()["status"], answer.json()["actions"]) == (200, "cancelling", ["buy_again"])
    assert stock_of(cup) == (10, 1)


def test_one_that_stays_cancelling_is_settled_by_the_clock(till, alice, cup):
    order = till.place(alice, {cup: 1})
    till.open(order)
    till.channel.faults["close"] = ChannelUnavailable()
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    settled = services.expire_order(order_id=order.pk, at=clock.now())

    assert settled.status == "cancelled"
    assert stock_of(cup) == (10, 0)


def test_no_payment_can_be_started_while_it_is_cancelling(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    till.open(order)
    till.channel.faults["close"] = ChannelUnavailable()
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    answer = phone(alice).post(f"orders/{order.number}/payments", {"channel": "wechat"})

    assert refusal(answer) == (409, "order_not_payable")
    assert Payment.objects.count() == 1


def test_money_that_was_faster_lets_the_order_go_on(till, alice, cup, phone, facts):
    order = till.place(alice, {cup: 1})
    till.channel.pays(till.open(order).number)

    answer = phone(alice).post(url(order))

    assert (answer.status_code, answer.json()["status"], answer.json()["payment_state"]) == (200, "to_ship", "paid")
    assert history(order) == ["pending_payment", "cancelling", "to_ship"]
    assert stock_of(cup) == (10, 1)
    assert money_back(order) == 0
    assert facts("order_cancelled") == []


def test_money_that_arrives_between_the_two_steps_lets_it_go_on(till, alice, cup):
    order = till.place(alice, {cup: 1})
    payment = till.open(order)
    till.channel.faults["close"] = ChannelUnavailable()
    seen = services.stop_paying(order_id=order.pk, actor=Actor.member(alice.pk), at=clock.now())
    till.arrive(payment)

    settled = services.conclude_cancelling(order_id=order.pk, seen=seen, actor=Actor.member(alice.pk), at=clock.now())

    assert (settled.status, money_back(order)) == ("to_ship", 0)


def test_after_the_first_parcel_it_is_too_late(till, alice, cup, phone):
    order = till.bought(alice, {cup: 3})
    till.ship(order, {order.lines.get().pk: 1})

    answer = phone(alice).post(url(order))

    assert refusal(answer) == (409, "order_already_shipping")
    assert (money_back(order), stock_of(cup)) == (0, (9, 2))


def test_a_cancelled_order_is_not_cancelled_twice(till, alice, cup, phone, facts):
    order = till.place(alice, {cup: 1})
    mine = phone(alice)
    mine.post(url(order))

    assert refusal(mine.post(url(order))) == (409, "order_state_conflict")
    assert len(facts("order_cancelled")) == 1


def test_strangers_and_others_find_nothing_to_cancel(till, alice, carol, cup, phone, stranger):
    order = till.place(alice, {cup: 1})

    assert refusal(stranger.post(url(order))) == (401, "not_signed_in")
    assert refusal(phone(carol).post(url(order))) == (404, "order_not_found")
    order.refresh_from_db()
    assert (order.status, stock_of(cup)) == ("pending_payment", (10, 1))


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"status": "cancelled"}, "status", "unknown"),
        ({"reason": 7}, "reason", "invalid"),
        ({"reason": "很" * 81}, "reason", "max_length"),
    ],
)
def test_a_bad_body_changes_nothing(till, alice, cup, phone, body, field, code):
    order = till.place(alice, {cup: 1})

    answer = phone(alice).post(url(order), body)

    assert refusal(answer) == (422, "invalid")
    assert wrong_fields(answer) == {field: code}
    order.refresh_from_db()
    assert order.status == "pending_payment"


def test_the_same_key_gets_the_first_answer_another_body_is_refused(till, alice, cup, phone):
    order = till.bought(alice, {cup: 1})
    mine = phone(alice)

    first = mine.post(url(order), {"reason": "买错了"}, key="k-1")
    again = mine.post(url(order), {"reason": "买错了"}, key="k-1")
    other = mine.post(url(order), {"reason": "太贵"}, key="k-1")

    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert refusal(other) == (422, "idempotency_key_reused")
    assert refusal(mine.post(url(order), key=None)) == (422, "idempotency_key_required")
    assert money_back(order) == 2000
