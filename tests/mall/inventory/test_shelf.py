"""Filling, counting and taking back: by hand, with a reason, each a movement."""

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from mall.inventory import selectors
from mall.inventory.models import StockItem, StockMovement
from mall.inventory.services import (
    BadQuantity,
    CountBelowHeld,
    ReasonMissing,
    StockItemNotFound,
    count_stock,
    hold_stock,
    open_shelf,
    receive_stock,
    refresh_in_stock,
    return_stock,
    set_initial_stock,
    set_low_at,
)
from tests.factories.inventory import new_shelf, new_sku

pytestmark = pytest.mark.django_db

STELLA = Actor.operator(9)


def receive(sku_id: int, quantity: int, reason: str = "采购到货") -> None:
    receive_stock(sku_id=sku_id, quantity=quantity, reason=reason, actor=STELLA, at=clock.now())


def count(sku_id: int, on_hand: int, reason: str = "月末盘点") -> None:
    count_stock(sku_id=sku_id, on_hand=on_hand, reason=reason, actor=STELLA, at=clock.now())


def shelf_of(item: StockItem) -> tuple[int, int]:
    item.refresh_from_db()
    return item.on_hand, item.held


def test_received_pieces_are_on_hand_and_the_movement_names_who_and_why() -> None:
    item = new_shelf(3)

    receive(item.sku_id, 7)

    assert shelf_of(item) == (10, 0)
    moved = StockMovement.objects.get(kind="receive")
    assert (moved.on_hand_delta, moved.reason, moved.actor_kind, moved.actor_id) == (7, "采购到货", "operator", 9)


@pytest.mark.parametrize("act", [receive, count])
def test_a_change_by_hand_needs_a_reason(act) -> None:
    item = new_shelf(3)

    with pytest.raises(ReasonMissing):
        act(item.sku_id, 7, reason="  ")

    assert shelf_of(item) == (3, 0)


@pytest.mark.parametrize("act", [receive, count])
def test_a_sku_without_a_shelf_is_not_found(act) -> None:
    sku = new_sku()

    with pytest.raises(StockItemNotFound):
        act(sku.pk, 7)

    assert not StockMovement.objects.filter(item__sku=sku).exists()


@pytest.mark.parametrize("quantity", [0, -1, 1.5, 1_000_000_000])
def test_receiving_no_pieces_is_refused(quantity: int) -> None:
    item = new_shelf(3)

    with pytest.raises(BadQuantity):
        receive(item.sku_id, quantity)

    assert shelf_of(item) == (3, 0)


@pytest.mark.parametrize(("counted", "delta"), [(8, 5), (1, -2)])
def test_a_count_moves_the_difference(counted: int, delta: int) -> None:
    item = new_shelf(3)

    count(item.sku_id, counted)

    assert shelf_of(item) == (counted, 0)
    assert StockMovement.objects.get(kind="count").on_hand_delta == delta


def test_a_count_that_agrees_moves_nothing() -> None:
    item = new_shelf(3)

    count(item.sku_id, 3)

    assert not StockMovement.objects.filter(kind="count").exists()


def test_a_count_below_what_orders_hold_is_refused() -> None:
    item = new_shelf(3)
    hold_stock(order_id=71, pieces={item.sku_id: 2}, reference="A", at=clock.now())

    with pytest.raises(CountBelowHeld):
        count(item.sku_id, 1)

    assert shelf_of(item) == (3, 2)


def test_pieces_that_came_back_are_on_hand_again() -> None:
    cup, bowl = new_shelf(3), new_shelf(3)

    return_stock(pieces={cup.sku_id: 1, bowl.sku_id: 2}, reference="AS1", actor=STELLA, at=clock.now())

    assert shelf_of(cup) == (4, 0)
    assert shelf_of(bowl) == (5, 0)


def test_taking_back_an_unknown_sku_takes_back_nothing() -> None:
    cup, unknown = new_shelf(3), new_sku()

    with pytest.raises(StockItemNotFound):
        return_stock(pieces={cup.sku_id: 1, unknown.pk: 1}, reference="AS1", actor=STELLA, at=clock.now())

    assert shelf_of(cup) == (3, 0)


def test_opening_a_shelf_twice_opens_one() -> None:
    sku = new_sku()

    open_shelf(sku_ids=[sku.pk, sku.pk])
    open_shelf(sku_ids=[sku.pk])

    assert list(StockItem.objects.filter(sku=sku).values_list("on_hand", "held")) == [(0, 0)]


def test_initial_stock_is_put_once() -> None:
    sku = new_sku()
    first = set_initial_stock(sku_id=sku.pk, quantity=5, reference="", actor=STELLA, at=clock.now())

    second = set_initial_stock(sku_id=sku.pk, quantity=5, reference="", actor=STELLA, at=clock.now())

    assert (first, second) == (True, False)
    assert StockItem.objects.get(sku=sku).on_hand == 5


def test_initial_stock_leaves_a_shelf_alone_that_has_moved() -> None:
    item = new_shelf(3)
    count(item.sku_id, 0)

    done = set_initial_stock(sku_id=item.sku_id, quantity=5, reference="", actor=STELLA, at=clock.now())

    assert done is False
    assert shelf_of(item) == (0, 0)


def test_available_is_answered_for_every_sku_asked() -> None:
    item, unknown = new_shelf(3), new_sku()
    hold_stock(order_id=71, pieces={item.sku_id: 1}, reference="A", at=clock.now())

    assert selectors.available([item.sku_id, unknown.pk]) == {item.sku_id: 2, unknown.pk: 0}


def test_a_product_is_in_stock_while_one_active_sku_has_a_piece() -> None:
    item = new_shelf(1)
    other = new_shelf(1, product=item.sku.product)
    hold_stock(order_id=71, pieces={item.sku_id: 1}, reference="A", at=clock.now())

    refresh_in_stock(product_ids=[item.sku.product_id])

    item.sku.product.refresh_from_db()
    assert item.sku.product.in_stock is True
    hold_stock(order_id=72, pieces={other.sku_id: 1}, reference="B", at=clock.now())
    refresh_in_stock(product_ids=[item.sku.product_id])
    item.sku.product.refresh_from_db()
    assert item.sku.product.in_stock is False


def test_low_items_follow_their_own_threshold_or_the_shops() -> None:
    scarce, own, plenty = new_shelf(4), new_shelf(20), new_shelf(30)
    set_low_at(sku_id=own.sku_id, low_at=25)

    assert list(selectors.low_items()) == [scarce, own]
    assert plenty not in selectors.low_items()
