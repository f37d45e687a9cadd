"""Each check of stock is shown a violation, and sees it; sound shelves show none."""

from collections.abc import Callable

import pytest
from django.db.models import F

from kernel import clock
from mall.inventory import invariants
from mall.inventory.models import StockHold, StockItem, StockMovement
from mall.inventory.services import hold_stock, release_stock, ship_stock
from tests.factories.inventory import new_shelf
from tests.planting import bare

pytestmark = [pytest.mark.django_db, pytest.mark.rule("3.3")]


def plant_held_above_on_hand() -> None:
    StockItem.objects.update(held=F("on_hand") + 1)


def plant_hold() -> None:
    StockHold.objects.update(quantity=F("quantity") + 1)


def plant_on_hand() -> None:
    StockItem.objects.update(on_hand=F("on_hand") + 1)


def plant_held_movement() -> None:
    StockMovement.objects.filter(kind="hold").update(held_delta=F("held_delta") + 1)


PLANTED = [
    (plant_held_above_on_hand, invariants.held_within_on_hand),
    (plant_hold, invariants.held_is_sum_of_holds),
    (plant_on_hand, invariants.stock_is_sum_of_movements),
    (plant_held_movement, invariants.stock_is_sum_of_movements),
]


@pytest.fixture
def shelf() -> StockItem:
    item = new_shelf(10)
    hold_stock(order_id=71, pieces={item.sku_id: 5}, reference="A", at=clock.now())
    ship_stock(order_id=71, pieces={item.sku_id: 2}, reference="A", at=clock.now())
    release_stock(order_id=71, pieces={item.sku_id: 1}, reference="A", at=clock.now())
    return item


@pytest.mark.usefixtures("shelf")
def test_sound_shelves_break_nothing() -> None:
    broken = {title: list(find()) for title, find in invariants.CHECKS}

    assert broken == {title: [] for title, _find in invariants.CHECKS}


@pytest.mark.parametrize(("plant", "find"), PLANTED, ids=[plant.__name__ for plant, _find in PLANTED])
def test_a_planted_violation_is_found(plant: Callable[[], None], find: Callable[[], object], shelf: StockItem) -> None:
    with bare(StockItem, StockHold, StockMovement):
        plant()

        found = list(find())

    assert len(found) == 1
    assert str(shelf.pk) in found[0]


def test_every_check_has_its_violation() -> None:
    assert {find for _plant, find in PLANTED} == {find for _title, find in invariants.CHECKS}
