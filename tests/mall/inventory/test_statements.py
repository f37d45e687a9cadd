"""The named statements do what the ORM would have done (quality 5)."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from kernel import clock
from mall.inventory import statements
from mall.inventory.models import StockHold, StockItem, StockMovement
from mall.inventory.statements import Change, Entry, LockedItem
from tests.factories.inventory import new_shelf

pytestmark = pytest.mark.django_db

ORDER = 71


@pytest.fixture(autouse=True)
def _in_a_transaction(db: None) -> Iterator[None]:
    with transaction.atomic():
        yield


@pytest.fixture
def shelves() -> list[StockItem]:
    return [new_shelf(5), new_shelf(7), new_shelf(9)]


def locked(shelves: list[StockItem]) -> list[LockedItem]:
    return statements.lock_items(item.sku_id for item in shelves)


def test_lock_items_reads_what_the_orm_reads_in_id_order(shelves: list[StockItem]) -> None:
    found = locked(shelves[::-1])

    rows = StockItem.objects.order_by("pk").values_list("pk", "sku_id", "sku__product_id", "on_hand", "held")
    assert [(item.id, item.sku_id, item.product_id, item.on_hand, item.held) for item in found] == list(rows)


def test_lock_items_locks_the_shelves_only_where_rows_can_be_locked(shelves: list[StockItem]) -> None:
    with CaptureQueriesContext(connection) as spoken:
        locked(shelves)

    is_locking = "FOR UPDATE OF item" in spoken.captured_queries[0]["sql"]
    assert is_locking is connection.features.has_select_for_update


def test_change_items_adds_what_f_expressions_add(shelves: list[StockItem]) -> None:
    cup, bowl, plate = locked(shelves)

    statements.change_items([Change(cup, on_hand=2, held=1), Change(bowl, on_hand=-3), Change(plate, held=4)])

    raw = list(StockItem.objects.order_by("pk").values_list("on_hand", "held"))
    StockItem.objects.filter(pk=cup.id).update(on_hand=F("on_hand") - 2, held=F("held") - 1)
    StockItem.objects.filter(pk=bowl.id).update(on_hand=F("on_hand") + 3)
    StockItem.objects.filter(pk=plate.id).update(held=F("held") - 4)
    assert raw == [(7, 1), (4, 0), (9, 4)]
    assert list(StockItem.objects.order_by("pk").values_list("on_hand", "held")) == [(5, 0), (7, 0), (9, 0)]


def test_change_items_leaves_the_other_shelves_alone(shelves: list[StockItem]) -> None:
    statements.change_items([Change(locked(shelves)[0], held=1)])

    assert list(StockItem.objects.order_by("pk").values_list("held", flat=True)) == [1, 0, 0]


@pytest.mark.rule("3.1")
@pytest.mark.parametrize("change", [{"held": 6}, {"held": -1}, {"on_hand": -6}])
def test_the_table_refuses_what_a_shelf_cannot_be(shelves: list[StockItem], change: dict[str, int]) -> None:
    item = locked(shelves)[0]

    with pytest.raises(IntegrityError), transaction.atomic():
        statements.change_items([Change(item, **change)])

    assert list(StockItem.objects.filter(pk=item.id).values_list("on_hand", "held")) == [(5, 0)]


def test_add_holds_writes_rows_and_adds_to_those_there_are(shelves: list[StockItem]) -> None:
    cup, bowl, _plate = locked(shelves)
    StockHold.objects.create(order_id=ORDER, item_id=cup.id, quantity=2)
    StockHold.objects.create(order_id=72, item_id=cup.id, quantity=1)

    statements.add_holds(ORDER, [Change(cup, held=3), Change(bowl, held=4)])

    rows = StockHold.objects.order_by("order_id", "item_id").values_list("order_id", "item_id", "quantity")
    assert list(rows) == [(ORDER, cup.id, 5), (ORDER, bowl.id, 4), (72, cup.id, 1)]


def test_reduce_holds_touches_only_the_order(shelves: list[StockItem]) -> None:
    cup = locked(shelves)[0]
    StockHold.objects.create(order_id=ORDER, item_id=cup.id, quantity=2)
    StockHold.objects.create(order_id=72, item_id=cup.id, quantity=2)

    statements.reduce_holds(ORDER, [Change(cup, held=-1)])

    assert dict(StockHold.objects.values_list("order_id", "quantity")) == {ORDER: 1, 72: 2}


def test_lock_items_held_by_knows_the_live_holds_of_the_order(shelves: list[StockItem]) -> None:
    cup, bowl, plate = locked(shelves)
    StockHold.objects.create(order_id=ORDER, item_id=plate.id, quantity=2)
    StockHold.objects.create(order_id=ORDER, item_id=cup.id, quantity=0)
    StockHold.objects.create(order_id=72, item_id=bowl.id, quantity=2)

    found = statements.lock_items_held_by(ORDER)

    assert [(item.id, item.held_here) for item in found] == [(plate.id, 2)]


def test_write_movements_writes_what_bulk_create_would(shelves: list[StockItem]) -> None:
    cup, bowl, _plate = locked(shelves)
    at = clock.now()
    StockMovement.objects.bulk_create(
        [
            StockMovement(
                item_id=cup.id,
                kind="hold",
                held_delta=1,
                reference="A",
                reason="r",
                actor_kind="member",
                actor_id=5,
                at=at,
            )
        ]
    )

    statements.write_movements(Entry("hold", "A", "r", "member", 5, at), [Change(cup, held=1), Change(bowl, held=2)])

    fields = ("item_id", "kind", "on_hand_delta", "held_delta", "reference", "reason", "actor_kind", "actor_id", "at")
    by_orm, first, second = StockMovement.objects.filter(kind="hold").order_by("pk").values_list(*fields)
    assert first == by_orm
    assert second == (bowl.id, "hold", 0, 2, "A", "r", "member", 5, at)
