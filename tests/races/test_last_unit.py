"""64 buyers, one piece left: one of them gets it (quality 2)."""

from itertools import count

import pytest
from django.db import transaction

from kernel import clock
from mall.inventory import invariants
from mall.inventory.models import StockHold, StockItem
from mall.inventory.services import NotEnoughStock, hold_stock, release_stock, ship_stock
from tests.factories.inventory import new_shelf
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

_orders = count(1)


def one_piece() -> StockItem:
    return new_shelf(1)


@pytest.mark.rule("3.2")
def test_a_naive_hold_sells_the_last_piece_many_times() -> None:
    def read_then_write(item: StockItem, _number: int) -> None:
        with transaction.atomic():
            seen = StockItem.objects.get(pk=item.pk)
            if seen.available < 1:
                raise NotEnoughStock
            pause()
            StockItem.objects.filter(pk=item.pk).update(held=seen.held + 1)
            StockHold.objects.create(order_id=next(_orders), item=item, quantity=1)

    outcome = run(Race("last unit, naive", one_piece, read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("3.2")
def test_the_last_piece_is_held_once() -> None:
    def hold(item: StockItem, _number: int) -> None:
        hold_stock(order_id=next(_orders), pieces={item.sku_id: 1}, reference="race", at=clock.now())

    def one_piece_is_held(item: StockItem, allowed: int) -> None:
        item.refresh_from_db()
        assert (allowed, item.on_hand, item.held) == (1, 1, 1)

    outcome = run(Race("last unit", one_piece, hold, one_piece_is_held))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert [*invariants.held_is_sum_of_holds(), *invariants.stock_is_sum_of_movements()] == []


@pytest.mark.rule("4.4")
def test_carts_that_name_the_same_skus_in_any_order_do_not_deadlock() -> None:
    def ten_shelves() -> list[StockItem]:
        return [new_shelf(1000) for _ in range(10)]

    def hold_all(items: list[StockItem], number: int) -> None:
        turned = items[number % 10 :] + items[: number % 10]
        pieces = {item.sku_id: 1 for item in turned}
        hold_stock(order_id=next(_orders), pieces=pieces, reference="race", at=clock.now())

    def all_hold_the_same(items: list[StockItem], allowed: int) -> None:
        held = StockItem.objects.filter(pk__in=[item.pk for item in items]).values_list("held", flat=True)
        assert (allowed, set(held)) == (64, {64})

    outcome = run(Race("ten SKUs, any order", ten_shelves, hold_all, all_hold_the_same), rounds=3)

    assert outcome.best_round == 64


@pytest.mark.rule("3.3")
def test_held_pieces_leave_or_come_back_never_both() -> None:
    def held_order() -> tuple[int, list[StockItem]]:
        order_id, items = next(_orders), [new_shelf(5), new_shelf(5), new_shelf(5)]
        pieces = {item.sku_id: 2 for item in items}
        hold_stock(order_id=order_id, pieces=pieces, reference="race", at=clock.now())
        return order_id, items

    def end(scene: tuple[int, list[StockItem]], number: int) -> None:
        order_id, items = scene
        if number % 2:
            release_stock(order_id=order_id, reference="race", at=clock.now())
        else:
            pieces = {item.sku_id: 2 for item in items[::-1]}
            ship_stock(order_id=order_id, pieces=pieces, reference="race", at=clock.now())

    def ended_one_way(scene: tuple[int, list[StockItem]], _allowed: int) -> None:
        shelves = StockItem.objects.filter(pk__in=[item.pk for item in scene[1]])
        assert set(shelves.values_list("on_hand", "held")) in ({(5, 0)}, {(3, 0)})

    outcome = run(Race("ship against release", held_order, end, ended_one_way))

    assert outcome.worst_round <= 33
    assert [*invariants.held_is_sum_of_holds(), *invariants.stock_is_sum_of_movements()] == []
