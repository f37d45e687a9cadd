"""The hot statements of stock, by name (quality 5): one round trip each, whatever the number of SKUs, on both engines.

Table and column names are literals; every value is a parameter. Tests hold each against the ORM's answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class LockedItem:
    """A shelf under lock. `product_id` is there for facts to name; `held_here` is what the order holds of it."""

    id: int
    sku_id: int
    product_id: int
    on_hand: int
    held: int
    held_here: int = 0

    @property
    def available(self) -> int:
        return self.on_hand - self.held


@dataclass(frozen=True)
class Change:
    """What happens to one item: pieces added to (or taken from) `on_hand` and `held`."""

    item: LockedItem
    on_hand: int = 0
    held: int = 0


@dataclass(frozen=True)
class Entry:
    """What the movements of one call have in common."""

    kind: str
    reference: str
    reason: str
    actor_kind: str
    actor_id: int | None
    at: datetime


_ITEMS = """
SELECT item.id, item.sku_id, sku.product_id, item.on_hand, item.held{columns}
  FROM mall_inventory_stockitem AS item
  JOIN mall_catalog_sku AS sku ON sku.id = item.sku_id{joins}
 WHERE {where}
 ORDER BY item.id{lock}
"""
_HELD_HERE = """
  JOIN mall_inventory_stockhold AS hold ON hold.item_id = item.id AND hold.quantity > 0"""
_CHANGE_ITEMS = """
UPDATE mall_inventory_stockitem
   SET on_hand = on_hand + change.column2, held = held + change.column3
  FROM (VALUES {rows}) AS change
 WHERE mall_inventory_stockitem.id = change.column1
"""
_ADD_HOLDS = """
INSERT INTO mall_inventory_stockhold AS hold (order_id, item_id, quantity)
VALUES {rows}
ON CONFLICT (order_id, item_id) DO UPDATE SET quantity = hold.quantity + excluded.quantity
"""
_REDUCE_HOLDS = """
UPDATE mall_inventory_stockhold
   SET quantity = quantity + change.column2
  FROM (VALUES {rows}) AS change
 WHERE mall_inventory_stockhold.item_id = change.column1 AND mall_inventory_stockhold.order_id = %s
"""
_WRITE_MOVEMENTS = """
INSERT INTO mall_inventory_stockmovement
       (item_id, on_hand_delta, held_delta, kind, reference, reason, actor_kind, actor_id, at)
VALUES {rows}
"""


def lock_items(sku_ids: Iterable[int]) -> list[LockedItem]:
    """Lock the shelves of these SKUs, in id order (rules 3.2, 4.4)."""
    wanted = sorted(set(sku_ids))
    where = f"item.sku_id IN ({_marks(len(wanted))})"
    return _locked(_ITEMS.format(columns="", joins="", where=where, lock=_for_update("item")), wanted)


def lock_items_held_by(order_id: int) -> list[LockedItem]:
    """Lock the shelves an order still holds pieces of, in id order, with its live holds."""
    # The holds are locked too: without it PostgreSQL would re-read the shelf after a wait, but not the hold beside it.
    sql = _ITEMS.format(
        columns=", hold.quantity", joins=_HELD_HERE, where="hold.order_id = %s", lock=_for_update("item, hold")
    )
    return _locked(sql, [order_id])


def change_items(changes: Sequence[Change]) -> None:
    """Add each change to its shelf with one UPDATE; the CHECK of the table is the last guard."""
    rows = [value for change in changes for value in (change.item.id, change.on_hand, change.held)]
    _execute(
        _CHANGE_ITEMS.format(rows=_rows(len(changes), 3)),
        rows,
    )


def add_holds(order_id: int, changes: Sequence[Change]) -> None:
    """Write what an order holds of each shelf, on top of what it held before."""
    rows = [value for change in changes for value in (order_id, change.item.id, change.held)]
    _execute(
        _ADD_HOLDS.format(rows=_rows(len(changes), 3)),
        rows,
    )


def reduce_holds(order_id: int, changes: Sequence[Change]) -> None:
    """Take what the changes no longer hold off an order's holds."""
    rows = [value for change in changes for value in (change.item.id, change.held)]
    _execute(
        _REDUCE_HOLDS.format(rows=_rows(len(changes), 2)),
        [*rows, order_id],
    )


def write_movements(entry: Entry, changes: Sequence[Change]) -> None:
    """Append one movement per change."""
    moment = connection.ops.adapt_datetimefield_value(entry.at)
    shared = (entry.kind, entry.reference, entry.reason, entry.actor_kind, entry.actor_id, moment)
    rows = [value for change in changes for value in (change.item.id, change.on_hand, change.held, *shared)]
    _execute(
        _WRITE_MOVEMENTS.format(rows=_rows(len(changes), 9)),
        rows,
    )


def _locked(sql: str, params: Sequence[int]) -> list[LockedItem]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [LockedItem(*row) for row in cursor.fetchall()]


def _execute(sql: str, params: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _marks(count: int) -> str:
    return ", ".join(["%s"] * count)


def _rows(count: int, width: int) -> str:
    return ", ".join([f"({_marks(width)})"] * count)


def _for_update(tables: str) -> str:
    # SQLite has one writer at a time (BEGIN IMMEDIATE), so the lock is the transaction itself.
    return f"\n   FOR UPDATE OF {tables}" if connection.features.has_select_for_update else ""
