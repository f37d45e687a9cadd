"""Seven days after receipt, with nothing open, the order completes (rules 4)."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.orders import services, tasks
from mall.orders.models import Order
from mall.orders.services import IllegalMove, NotYetDue
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import history

pytestmark = pytest.mark.django_db
SEVEN_DAYS = NOW + timedelta(days=7)


def test_after_seven_days_it_completes(till, alice, cup, facts):
    order = till.received(alice, {cup: 1})

    with clock.at(SEVEN_DAYS - timedelta(seconds=1)):
        assert tasks.complete_received_orders() == 0
    with clock.at(SEVEN_DAYS):
        assert tasks.complete_received_orders() == 1

    order.refresh_from_db()
    assert (order.status, order.ended_at, history(order)[-1]) == ("completed", SEVEN_DAYS, "completed")
    assert facts("order_completed") == [{"order_id": order.pk, "member_id": alice.pk}]


@pytest.mark.parametrize("state", [{"aftersale_state": "open"}, {"payment_state": "due"}])
def test_not_while_something_is_open(till, alice, cup, facts, state):
    order = till.received(alice, {cup: 1})
    Order.objects.update(**state)

    with clock.at(SEVEN_DAYS):
        assert tasks.complete_received_orders() == 0
    with pytest.raises(NotYetDue):
        services.complete_order(order_id=order.pk, at=SEVEN_DAYS)
    assert facts("order_completed") == []


def test_not_before_it_is_received(till, alice, cup):
    order = till.shipped(alice, {cup: 1})

    with pytest.raises(IllegalMove):
        services.complete_order(order_id=order.pk, at=SEVEN_DAYS)


def test_once(till, alice, cup, facts):
    order = till.received(alice, {cup: 1})
    services.complete_order(order_id=order.pk, at=SEVEN_DAYS)

    with pytest.raises(IllegalMove):
        services.complete_order(order_id=order.pk, at=SEVEN_DAYS)
    assert len(facts("order_completed")) == 1
