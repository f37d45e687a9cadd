"""Where money is at stake, a request that cannot be counted is refused; reading goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from mall.inventory.models import StockItem
from mall.orders.models import Order
from mall.payments.models import Payment
from members.accounts.models import Member
from tests.mall.orders.steps import Till

Clients = Callable[[Member], APIClient]


def _dead(*_: Any) -> int:
    raise ConnectionError("cache is down")


@pytest.fixture
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache that counts requests does not answer."""
    monkeypatch.setattr("kernel.web.throttles.cache.incr", _dead)


def _post(client: APIClient, path: str, body: dict[str, Any]) -> int:
    answer = client.post(f"/api/v1/{path}", body, format="json", headers={"Idempotency-Key": "uncounted"})
    return answer.status_code


def test_no_order_is_placed_uncounted(
    till: Till, alice: Member, cup: StockItem, client_of: Clients, uncounted: None
) -> None:
    status = _post(client_of(alice), "orders", {"lines": [{"sku_id": str(cup.sku_id), "quantity": 1}]})

    assert status == 503
    assert not Order.objects.exists()


def test_no_payment_is_started_uncounted(
    till: Till, alice: Member, cup: StockItem, client_of: Clients, uncounted: None
) -> None:
    order = till.place(alice, {cup: 1})

    status = _post(client_of(alice), f"orders/{order.number}/payments", {"channel": "wechat"})

    assert status == 503
    assert not Payment.objects.exists()


def test_orders_are_read_uncounted(
    till: Till, alice: Member, cup: StockItem, client_of: Clients, uncounted: None
) -> None:
    till.place(alice, {cup: 1})

    assert client_of(alice).get("/api/v1/orders").status_code == 200
