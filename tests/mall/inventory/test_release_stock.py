"""Giving held stock back, or out of the house: never more than the order holds."""

import pytest

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.inventory.models import StockHold, StockItem, StockMovement
from mall.inventory.services import BadQuantity, NotHeld, hold_stock, release_stock, ship_stock
from tests.factories.inventory import new_shelf

pytestmark = pytest.mark.django_db

ORDER = 71


def held_shelf(on_hand: int, held: int) -> StockItem:
    item = new_shelf(on_hand)
    hold_stock(order_id=ORDER, pieces={item.sku_id: held}, reference="A", at=clock.now())
    return item


def release(pieces: dict[int, int] | None = None, order_id: int = ORDER) -> None:
    release_stock(order_id=order_id, pieces=pieces, reference="A", at=clock.now())


def ship(pieces: dict[int, int], order_id: int = ORDER) -> None:
    ship_stock(order_id=order_id, pieces=pieces, reference="A", at=clock.now())


def shelf_of(item: StockItem) -> tuple[int, int]:
    item.refresh_from_db()
    return item.on_hand, item.held


@pytest.mark.rule("3.3")
def test_cancelling_releases_all_the_order_holds() -> None:
    cup, bowl = held_shelf(5, 2), held_shelf(5, 3)

    release()

    assert shelf_of(cup) == (5, 0)
    assert shelf_of(bowl) == (5, 0)
    assert set(StockHold.objects.values_list("quantity", flat=True)) == {0}


def test_releasing_twice_is_releasing_once() -> None:
    item = held_shelf(5, 2)
    release()

    release()

    assert shelf_of(item) == (5, 0)
    assert StockMovement.objects.filter(kind="release").count() == 1


def test_some_pieces_are_released_and_the_rest_stays_held() -> None:
    item = held_shelf(5, 3)

    release({item.sku_id: 1})

    assert shelf_of(item) == (5, 2)
    assert StockHold.objects.get().quantity == 2


def test_another_orders_hold_stays() -> None:
    item = held_shelf(5, 2)
    hold_stock(order_id=72, pieces={item.sku_id: 1}, reference="B", at=clock.now())

    release()

    assert shelf_of(item) == (5, 1)
    assert StockHold.objects.get(order_id=72).quantity == 1


@pytest.mark.parametrize("act", [release, ship])
def test_more_than_the_order_holds_is_refused(act) -> None:
    item = held_shelf(5, 2)

    with pytest.raises(NotHeld):
        act({item.sku_id: 3})

    assert shelf_of(item) == (5, 2)


@pytest.mark.parametrize("act", [release, ship])
def test_an_order_that_holds_nothing_has_nothing_to_give(act) -> None:
    item = held_shelf(5, 2)

    with pytest.raises(NotHeld):
        act({item.sku_id: 1}, order_id=72)

    assert shelf_of(item) == (5, 2)


@pytest.mark.parametrize("quantity", [0, -1, 1.5])
def test_a_quantity_that_is_no_count_of_pieces_is_refused(quantity: int) -> None:
    item = held_shelf(5, 2)

    with pytest.raises(BadQuantity):
        ship({item.sku_id: quantity})

    assert shelf_of(item) == (5, 2)


@pytest.mark.rule("3.3")
def test_shipping_takes_the_pieces_out_of_on_hand() -> None:
    item = held_shelf(5, 3)

    ship({item.sku_id: 2})

    assert shelf_of(item) == (3, 1)
    moved = StockMovement.objects.get(kind="ship")
    assert (moved.on_hand_delta, moved.held_delta) == (-2, -2)


def test_shipping_the_rest_after_a_part_ends_the_hold() -> None:
    item = held_shelf(5, 3)
    ship({item.sku_id: 2})

    ship({item.sku_id: 1})

    assert shelf_of(item) == (2, 0)
    assert StockHold.objects.get().quantity == 0


def test_releasing_the_last_pieces_is_told_and_shipping_is_not() -> None:
    item = held_shelf(2, 2)
    StoredFact.objects.all().delete()

    ship({item.sku_id: 1})
    release()

    assert list(StoredFact.objects.values_list("name", flat=True)) == ["mall.inventory.sku_restocked"]
