"""The stock pages of the operators' site: lists by name, three actions through services, nothing typed over."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel import clock
from kernel.audit.models import AuditEntry
from mall.inventory.models import StockItem, StockMovement
from mall.inventory.services import hold_stock
from tests.factories.inventory import new_shelf

pytestmark = pytest.mark.django_db

LIST = "admin:mall_inventory_stockitem_changelist"


@pytest.fixture
def desk(stella: Any) -> Client:
    client = Client()
    client.force_login(stella)
    return client


def act(desk: Client, item: StockItem, action: str, **data: object) -> Any:
    return desk.post(reverse(f"admin:mall_inventory_stockitem_{action}", args=[item.pk]), data)


def test_the_list_shows_names_figures_and_what_is_low(desk: Client) -> None:
    item, plenty = new_shelf(4), new_shelf(500)
    hold_stock(order_id=71, pieces={item.sku_id: 1}, reference="A", at=clock.now())

    page = desk.get(reverse(LIST)).content.decode()
    low = desk.get(reverse(LIST), {"level": "low"}).content.decode()

    assert item.sku.product.name in page
    assert plenty.sku.code in page
    assert item.sku.code in low
    assert plenty.sku.code not in low


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_however_long_it_is(desk: Client, rows: int) -> None:
    for _ in range(rows):
        new_shelf(4)
    desk.get(reverse(LIST))

    with CaptureQueriesContext(connection) as statements:
        desk.get(reverse(LIST))

    assert len(statements) <= 8


def test_the_page_shows_movements_and_holds(desk: Client) -> None:
    item = new_shelf(4)
    hold_stock(order_id=71, pieces={item.sku_id: 1}, reference="20261121000000000071", at=clock.now())

    page = desk.get(reverse("admin:mall_inventory_stockitem_change", args=[item.pk])).content.decode()

    assert "期初" in page
    assert "20261121000000000071" in page


def test_receiving_goes_through_the_service_and_the_log(desk: Client, stella: Any) -> None:
    item = new_shelf(4)

    answer = act(desk, item, "receive", quantity=6, reason="采购到货")

    item.refresh_from_db()
    moved = StockMovement.objects.get(kind="receive")
    assert (answer.status_code, item.on_hand) == (302, 10)
    assert (moved.actor_kind, moved.actor_id, moved.reason) == ("operator", stella.pk, "采购到货")
    assert AuditEntry.objects.filter(actor_id=stella.pk, label="入库").count() == 1


def test_counting_below_what_is_held_is_refused_on_the_page(desk: Client) -> None:
    item = new_shelf(4)
    hold_stock(order_id=71, pieces={item.sku_id: 3}, reference="A", at=clock.now())

    answer = act(desk, item, "count", on_hand=2, reason="盘点")

    item.refresh_from_db()
    assert (answer.status_code, item.on_hand, item.held) == (422, 4, 3)
    assert "盘点数少于订单占用数" in answer.content.decode()


def test_counting_and_warning_change_the_shelf(desk: Client) -> None:
    item = new_shelf(4)

    act(desk, item, "count", on_hand=9, reason="盘点")
    act(desk, item, "warn", low_at=20)

    item.refresh_from_db()
    assert (item.on_hand, item.low_at) == (9, 20)


def test_stock_is_not_typed_over(desk: Client) -> None:
    item = new_shelf(4)

    answer = desk.post(reverse("admin:mall_inventory_stockitem_change", args=[item.pk]), {"on_hand": 99})

    item.refresh_from_db()
    assert (answer.status_code, item.on_hand) == (403, 4)


def test_nobody_who_is_not_signed_in_sees_it() -> None:
    answer = Client().get(reverse(LIST))

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_movements_have_a_list_of_their_own(desk: Client) -> None:
    item = new_shelf(4)

    page = desk.get(reverse("admin:mall_inventory_stockmovement_changelist"), {"q": item.sku.code}).content.decode()

    assert item.sku.product.name in page
    assert "系统" in page
