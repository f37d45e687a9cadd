"""The clock cancels what is not paid in time, and nothing else (rules 4)."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.orders import services, tasks
from mall.orders.models import Order
from mall.payments.gateways import ChannelUnavailable
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import STELLA, history, money_back, stock_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=30)


def test_after_half_an_hour_an_unpaid_order_is_cancelled(till, alice, cup):
    order = till.place(alice, {cup: 1})

    with clock.at(LATER):
        assert tasks.expire_unpaid_orders() == 1

    order.refresh_from_db()
    assert (order.status, order.ended_at, stock_of(cup)) == ("cancelled", LATER, (10, 0))
    assert order.events.get(after="cancelling").note == "超时未付款"
    assert order.events.get(after="cancelling").actor_kind == "clock"


def test_a_second_before_it_is_left_alone(till, alice, cup):
    order = till.place(alice, {cup: 1})

    with clock.at(LATER - timedelta(seconds=1)):
        assert tasks.expire_unpaid_orders() == 0
        services.expire_order(order_id=order.pk, at=clock.now())

    order.refresh_from_db()
    assert (order.status, stock_of(cup)) == ("pending_payment", (10, 1))


def test_an_order_paid_at_the_last_moment_goes_on(till, alice, cup):
    order = till.place(alice, {cup: 1})
    till.channel.pays(till.open(order).number)

    with clock.at(LATER):
        tasks.expire_unpaid_orders()

    order.refresh_from_db()
    assert (order.status, money_back(order), stock_of(cup)) == ("to_ship", 0, (10, 1))


def test_an_order_paid_after_the_clock_saw_it_is_not_refunded(till, alice, cup):
    order = till.bought(alice, {cup: 1})

    with clock.at(LATER):
        services.expire_order(order_id=order.pk, at=clock.now())

    order.refresh_from_db()
    assert (order.status, money_back(order), stock_of(cup)) == ("to_ship", 0, (10, 1))


def test_one_order_paid_while_another_is_asked_for_is_not_refunded(till, alice, cup):
    first, second = till.place(alice, {cup: 1}), till.place(alice, {cup: 1})
    till.open(first)
    other = till.open(second)
    till.channel.while_asked["close"] = lambda: till.arrive(other)

    with clock.at(LATER):
        tasks.expire_unpaid_orders()

    assert list(Order.objects.order_by("id").values_list("status", flat=True)) == ["cancelled", "to_ship"]
    assert money_back(second) == 0


def test_a_channel_that_does_not_answer_is_asked_again(till, alice, cup):
    order = till.place(alice, {cup: 1})
    till.open(order)
    till.channel.faults["close"] = ChannelUnavailable()

    with clock.at(LATER):
        tasks.expire_unpaid_orders()
        order.refresh_from_db()
        assert (order.status, stock_of(cup)) == ("cancelling", (10, 1))
        assert tasks.finish_cancelling_orders() == 1

    order.refresh_from_db()
    assert (order.status, stock_of(cup)) == ("cancelled", (10, 0))
    assert history(order) == ["pending_payment", "cancelling", "cancelled"]


def test_a_closed_payment_whose_answer_was_lost_is_found_closed(till, alice, cup):
    order = till.place(alice, {cup: 1})
    till.open(order)
    till.channel.faults_after["close"] = ChannelUnavailable()

    with clock.at(LATER):
        tasks.expire_unpaid_orders()
        tasks.finish_cancelling_orders()

    order.refresh_from_db()
    assert (order.status, stock_of(cup)) == ("cancelled", (10, 0))


def test_cancelled_orders_are_left_alone(till, alice, cup, facts):
    order = till.place(alice, {cup: 1})
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    with clock.at(LATER):
        assert (tasks.expire_unpaid_orders(), tasks.finish_cancelling_orders()) == (0, 0)
    assert len(facts("order_cancelled")) == 1
