"""GET orders/{number}/payment: how the order's payment stands; an undecided one is asked at its channel."""

import pytest

from kernel import clock
from mall.orders import services
from mall.payments.gateways import ChannelUnavailable
from tests.mall.orders.steps import STELLA, refusal

pytestmark = pytest.mark.django_db


def url(order):
    return f"orders/{order.number}/payment"


def test_an_undecided_payment_is_asked_and_settled(till, alice, cup, phone, deliver_pending):
    order = till.place(alice, {cup: 1})
    payment = till.open(order)
    till.channel.pays(payment.number)

    answer = phone(alice).get(url(order))
    deliver_pending()

    assert answer.json() == {
        "number": payment.number,
        "channel": "wechat",
        "state": "succeeded",
        "amount_fen": 2000,
        "wallet_fen": 0,
        "order_status": "pending_payment",
    }
    assert phone(alice).get(url(order)).json()["order_status"] == "to_ship"
    assert till.channel.names() == ["prepay", "query"]


@pytest.mark.rule("5.1")
def test_without_an_answer_it_stays_undecided(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    till.open(order)
    till.channel.faults["query"] = ChannelUnavailable()

    answer = phone(alice).get(url(order))

    assert (answer.status_code, answer.json()["state"]) == (200, "pending")


def test_a_decided_payment_is_not_asked(till, alice, cup, phone):
    order = till.bought(alice, {cup: 1})

    answer = phone(alice).get(url(order))

    assert (answer.json()["state"], answer.json()["order_status"]) == ("succeeded", "to_ship")
    assert till.channel.names() == ["prepay"]


def test_the_money_the_order_keeps_is_shown_not_the_one_that_went_back(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    lost = till.open(order)
    services.change_price(order_id=order.pk, goods_fen=900, note="老客户", actor=STELLA, at=clock.now())
    order = till.pay(order)
    till.arrive(lost)

    shown = phone(alice).get(url(order)).json()

    assert (shown["state"], shown["amount_fen"]) == ("succeeded", 1900)


def test_before_the_first_attempt_there_is_none(till, alice, cup, phone):
    assert refusal(phone(alice).get(url(till.place(alice, {cup: 1})))) == (404, "payment_not_found")


def test_strangers_and_others_see_nothing(till, alice, carol, cup, phone, stranger):
    order = till.bought(alice, {cup: 1})

    assert refusal(stranger.get(url(order))) == (401, "not_signed_in")
    assert refusal(phone(carol).get(url(order))) == (404, "order_not_found")
