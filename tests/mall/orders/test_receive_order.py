"""POST orders/{number}/receive, and the clock that does it for the member (rules 4)."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from mall.orders import services, tasks
from mall.orders.models import Order
from mall.orders.services import IllegalMove, NotYetDue
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import history, refusal, wrong_fields

pytestmark = pytest.mark.django_db
TEN_DAYS = NOW + timedelta(days=10)


def url(order):
    return f"orders/{order.number}/receive"


def test_the_goods_have_arrived(till, alice, cup, phone):
    order = till.shipped(alice, {cup: 1})

    answer = phone(alice).post(url(order))

    order.refresh_from_db()
    assert (answer.status_code, answer.json()["status"], answer.json()["actions"]) == (200, "received", ["buy_again"])
    assert (order.received_at, order.complete_due_at) == (NOW, NOW + timedelta(days=7))
    assert history(order) == ["pending_payment", "to_ship", "shipped", "received"]


def test_ten_days_after_the_last_parcel_the_clock_does_it(till, alice, cup):
    order = till.shipped(alice, {cup: 1})

    with clock.at(TEN_DAYS - timedelta(seconds=1)):
        assert tasks.receive_overdue_orders() == 0
    with clock.at(TEN_DAYS):
        assert tasks.receive_overdue_orders() == 1

    assert Order.objects.get().status == "received"
    assert order.events.get(after="received").actor_kind == "clock"


def test_the_clock_that_saw_it_before_it_was_put_off_waits(till, alice, cup):
    order = till.shipped(alice, {cup: 1})
    services.extend_receipt(order_id=order.pk, actor=Actor.member(alice.pk), at=NOW)

    with pytest.raises(NotYetDue):
        services.receive_order(order_id=order.pk, actor=Actor.clock(), at=TEN_DAYS)

    assert Order.objects.get().status == "shipped"


def test_cash_on_delivery_needs_its_money_first(till, alice, cup):
    order = till.shipped(alice, {cup: 1})
    Order.objects.update(payment_state="due")

    with clock.at(TEN_DAYS):
        assert tasks.receive_overdue_orders() == 0
    with pytest.raises(IllegalMove):
        services.receive_order(order_id=order.pk, actor=Actor.member(alice.pk), at=NOW)


def test_before_it_is_on_its_way_and_after_it_arrived_it_is_refused(till, alice, cup, phone):
    order, mine = till.bought(alice, {cup: 1}), phone(alice)

    assert refusal(mine.post(url(order))) == (409, "order_state_conflict")
    till.ship(order)
    assert mine.post(url(order)).status_code == 200
    assert refusal(mine.post(url(order))) == (409, "order_state_conflict")
    assert history(order).count("received") == 1


def test_strangers_and_others_receive_nothing(till, alice, carol, cup, phone, stranger):
    order = till.shipped(alice, {cup: 1})

    assert refusal(stranger.post(url(order))) == (401, "not_signed_in")
    assert refusal(phone(carol).post(url(order))) == (404, "order_not_found")
    assert Order.objects.get().status == "shipped"


def test_it_takes_no_fields(till, alice, cup, phone):
    answer = phone(alice).post(url(till.shipped(alice, {cup: 1})), {"at": "2026-01-01"})

    assert (answer.status_code, wrong_fields(answer)) == (422, {"at": "unknown"})
    assert Order.objects.get().status == "shipped"


def test_the_same_key_gets_the_first_answer_another_body_is_refused(till, alice, cup, phone):
    order, mine = till.shipped(alice, {cup: 1}), phone(alice)

    first = mine.post(url(order), key="k-1")
    again = mine.post(url(order), key="k-1")

    assert (again.status_code, again.json()) == (200, first.json())
    assert refusal(mine.post(url(order), {"x": 1}, key="k-1")) == (422, "idempotency_key_reused")
    assert refusal(mine.post(url(order), key=None)) == (422, "idempotency_key_required")
