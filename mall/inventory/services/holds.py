"""Stock promised to an order: held at checkout, shipped or released with it (rules 3.2, 3.3)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict
from mall.inventory import statements
from mall.inventory.models import StockMovement
from mall.inventory.services.moves import BadQuantity, apply, check_pieces, entry
from mall.inventory.statements import Change, LockedItem

__all__ = ["BadQuantity", "NotEnoughStock", "NotHeld", "hold_stock", "release_stock", "ship_stock"]


class NotEnoughStock(Conflict):
    """Too few pieces available; `shortages` names each SKU and what is left of it."""

    code, title = "not_enough_stock", "库存不足"


class NotHeld(Conflict):
    """The order does not hold that many pieces."""

    code, title = "stock_not_held", "订单没有占用这么多库存"


@transaction.atomic
def hold_stock(*, order_id: int, pieces: Mapping[int, int], reference: str, at: datetime) -> None:
    """Promise pieces, {sku_id: quantity}, to an order: all of them or none. Four statements, however many SKUs.

    :raises NotEnoughStock: names the SKUs and what is available of each.
    :raises BadQuantity:
    """
    check_pieces(pieces)
    items = {item.sku_id: item for item in statements.lock_items(pieces)}
    _refuse_shortages(items, pieces)
    changes = [Change(item, held=pieces[sku_id]) for sku_id, item in items.items()]
    statements.add_holds(order_id, changes)
    apply(changes, entry(StockMovement.Kind.HOLD, reference=reference, at=at))


@transaction.atomic
def release_stock(*, order_id: int, pieces: Mapping[int, int] | None = None, reference: str, at: datetime) -> None:
    """Give held pieces back to the shelf: those named, or all the order still holds (nothing left is no error).

    :raises NotHeld: more than the order holds.
    :raises BadQuantity:
    """
    held = statements.lock_items_held_by(order_id)
    if pieces is None:
        pieces = {item.sku_id: item.held_here for item in held}
        if not pieces:
            return
    changes = [Change(item, held=-count) for item, count in _pick(held, pieces)]
    statements.reduce_holds(order_id, changes)
    apply(changes, entry(StockMovement.Kind.RELEASE, reference=reference, at=at))


@transaction.atomic
def ship_stock(*, order_id: int, pieces: Mapping[int, int], reference: str, at: datetime) -> None:
    """Take held pieces, {sku_id: quantity}, out of the house.

    :raises NotHeld: more than the order holds.
    :raises BadQuantity:
    """
    held = statements.lock_items_held_by(order_id)
    changes = [Change(item, on_hand=-count, held=-count) for item, count in _pick(held, pieces)]
    statements.reduce_holds(order_id, changes)
    apply(changes, entry(StockMovement.Kind.SHIP, reference=reference, at=at))


def _refuse_shortages(items: Mapping[int, LockedItem], pieces: Mapping[int, int]) -> None:
    available = {sku_id: items[sku_id].available if sku_id in items else 0 for sku_id in pieces}
    short = sorted(sku_id for sku_id, count in pieces.items() if count > available[sku_id])
    if short:
        # Ids are strings in JSON (rules 13.3), and this goes into the answer as it is.
        raise NotEnoughStock(shortages=[{"sku_id": str(sku_id), "available": available[sku_id]} for sku_id in short])


def _pick(held: list[LockedItem], pieces: Mapping[int, int]) -> list[tuple[LockedItem, int]]:
    check_pieces(pieces)
    by_sku = {item.sku_id: item for item in held}
    if any(sku_id not in by_sku or count > by_sku[sku_id].held_here for sku_id, count in pieces.items()):
        raise NotHeld
    return [(item, pieces[item.sku_id]) for item in held if item.sku_id in pieces]
