"""Holding stock for an order: all or nothing, few statements, never more than there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.inventory.models import StockHold, StockItem, StockMovement
from mall.inventory.services import BadQuantity, NotEnoughStock, hold_stock
from tests.factories.inventory import new_shelf, new_sku

pytestmark = pytest.mark.django_db

ORDER = 71


def hold(pieces: dict[int, int], order_id: int = ORDER) -> None:
    hold_stock(order_id=order_id, pieces=pieces, reference="20261121000000000071", at=clock.now())


def shelf_of(item: StockItem) -> tuple[int, int]:
    item.refresh_from_db()
    return item.on_hand, item.held


@pytest.mark.rule("3.1")
def test_held_pieces_stay_on_hand_but_are_no_longer_available() -> None:
    item = new_shelf(10)

    hold({item.sku_id: 3})

    assert shelf_of(item) == (10, 3)
    assert item.available == 7
    assert list(StockHold.objects.values_list("order_id", "item_id", "quantity")) == [(ORDER, item.pk, 3)]


@pytest.mark.rule("3.3")
def test_a_hold_writes_one_movement_per_sku() -> None:
    cup, bowl = new_shelf(5), new_shelf(5)
    before = StockMovement.objects.count()

    hold({cup.sku_id: 1, bowl.sku_id: 2})

    written = StockMovement.objects.filter(kind="hold").order_by("item_id")
    assert [(m.item_id, m.on_hand_delta, m.held_delta, m.reference) for m in written] == [
        (cup.pk, 0, 1, "20261121000000000071"),
        (bowl.pk, 0, 2, "20261121000000000071"),
    ]
    assert StockMovement.objects.count() == before + 2


@pytest.mark.rule("3.2")
def test_one_missing_piece_refuses_all_and_names_the_skus() -> None:
    plenty, scarce, unknown = new_shelf(10), new_shelf(1), new_sku()
    movements = StockMovement.objects.count()

    with pytest.raises(NotEnoughStock) as refused:
        hold({plenty.sku_id: 2, scarce.sku_id: 2, unknown.pk: 1})

    assert refused.value.extra["shortages"] == [
        {"sku_id": str(scarce.sku_id), "available": 1},
        {"sku_id": str(unknown.pk), "available": 0},
    ]
    assert shelf_of(plenty) == (10, 0)
    assert not StockHold.objects.exists()
    assert StockMovement.objects.count() == movements


def test_what_another_order_holds_is_not_available() -> None:
    item = new_shelf(2)
    hold({item.sku_id: 2}, order_id=70)

    with pytest.raises(NotEnoughStock):
        hold({item.sku_id: 1})

    assert shelf_of(item) == (2, 2)


def test_a_second_hold_of_the_same_order_adds_to_the_first() -> None:
    item = new_shelf(5)
    hold({item.sku_id: 2})

    hold({item.sku_id: 1})

    assert StockHold.objects.get().quantity == 3
    assert shelf_of(item) == (5, 3)


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, 1_000_000_000])
def test_a_quantity_that_is_no_count_of_pieces_is_refused(quantity: int) -> None:
    item = new_shelf(5)

    with pytest.raises(BadQuantity):
        hold({item.sku_id: quantity})

    assert shelf_of(item) == (5, 0)


def test_holding_nothing_is_refused() -> None:
    with pytest.raises(BadQuantity):
        hold({})

    assert not StockHold.objects.exists()


@pytest.mark.rule("3.2")
@pytest.mark.parametrize("skus", [1, 20])
def test_four_statements_whatever_the_number_of_skus(skus: int) -> None:
    pieces = {new_shelf(5).sku_id: 1 for _ in range(skus)}

    with CaptureQueriesContext(connection) as statements:
        hold(pieces)

    spoken = [query["sql"].split()[0] for query in statements.captured_queries]
    assert [word for word in spoken if word not in {"SAVEPOINT", "RELEASE"}] == ["SELECT", "INSERT", "UPDATE", "INSERT"]
    assert StockItem.objects.filter(held=1).count() == skus


def test_taking_the_last_piece_is_told_once() -> None:
    item, other = new_shelf(2), new_shelf(5)
    StoredFact.objects.all().delete()

    hold({item.sku_id: 2, other.sku_id: 2})

    told = StoredFact.objects.get()
    assert told.name == "mall.inventory.sku_sold_out"
    assert told.payload == {"sku_id": item.sku_id, "product_id": item.sku.product_id}
