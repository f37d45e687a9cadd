"""POST orders/{number}/extend: the automatic receipt is put off by seven days, once."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.orders import tasks
from mall.orders.models import Order
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import refusal, wrong_fields

pytestmark = pytest.mark.django_db


def url(order):
    return f"orders/{order.number}/extend"


def test_it_is_put_off_by_seven_days(till, alice, cup, phone):
    order = till.shipped(alice, {cup: 1})

    answer = phone(alice).post(url(order))

    order.refresh_from_db()
    assert (answer.status_code, answer.json()["status"], answer.json()["actions"]) == (
        200,
        "shipped",
        ["receive", "buy_again"],
    )
    assert order.receive_due_at == NOW + timedelta(days=17)
    assert order.events.get(kind="extended").actor_id == alice.pk
    with clock.at(NOW + timedelta(days=16)):
        assert tasks.receive_overdue_orders() == 0


def test_once_only(till, alice, cup, phone):
    order, mine = till.shipped(alice, {cup: 1}), phone(alice)
    mine.post(url(order))

    assert refusal(mine.post(url(order))) == (409, "receipt_already_extended")
    assert Order.objects.get().receive_due_at == NOW + timedelta(days=17)


def test_an_order_that_is_not_on_its_way_is_refused(till, alice, cup, phone):
    assert refusal(phone(alice).post(url(till.bought(alice, {cup: 1})))) == (409, "order_state_conflict")
    assert Order.objects.get().has_extended is False


def test_strangers_others_and_odd_bodies_put_nothing_off(till, alice, carol, cup, phone, stranger):
    order = till.shipped(alice, {cup: 1})

    assert refusal(stranger.post(url(order))) == (401, "not_signed_in")
    assert refusal(phone(carol).post(url(order))) == (404, "order_not_found")
    assert wrong_fields(phone(alice).post(url(order), {"days": 30})) == {"days": "unknown"}
    assert Order.objects.get().receive_due_at == NOW + timedelta(days=10)


def test_the_same_key_puts_it_off_once_and_answers_the_same(till, alice, cup, phone):
    order, mine = till.shipped(alice, {cup: 1}), phone(alice)

    first = mine.post(url(order), key="k-1")
    again = mine.post(url(order), key="k-1")

    assert (again.status_code, again.json()) == (200, first.json())
    assert refusal(mine.post(url(order), {"x": 1}, key="k-1")) == (422, "idempotency_key_reused")
    assert refusal(mine.post(url(order), key=None)) == (422, "idempotency_key_required")
