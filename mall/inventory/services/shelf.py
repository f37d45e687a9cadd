"""The shelf itself: opened for a SKU, filled, counted, taken back; and what the catalogue is told of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid, NotFound
from mall.catalog.services import set_in_stock
from mall.inventory import selectors, statements
from mall.inventory.models import StockItem, StockMovement
from mall.inventory.services.moves import MOST_PIECES, BadQuantity, apply, check_pieces, entry
from mall.inventory.statements import Change, LockedItem

REASON_LENGTH = 200


class StockItemNotFound(NotFound):
    """The SKU has no shelf."""

    code, title = "stock_item_not_found", "没有这个规格的库存"


class CountBelowHeld(Conflict):
    """Fewer pieces counted than are promised to orders: cancel orders first."""

    code, title = "count_below_held", "盘点数少于订单占用数，请先处理相关订单"


class ReasonMissing(Invalid):
    """A change by hand says why."""

    code, title = "reason_missing", "请填写原因"


@transaction.atomic
def open_shelf(*, sku_ids: Iterable[int]) -> None:
    """Create the missing shelves, empty. Doing it twice is doing it once."""
    StockItem.objects.bulk_create([StockItem(sku_id=sku_id) for sku_id in sorted(set(sku_ids))], ignore_conflicts=True)


@transaction.atomic
def set_initial_stock(*, sku_id: int, quantity: int, reference: str, actor: Actor, at: datetime) -> bool:
    """Put the first pieces on a shelf; tell whether it was done: a shelf that has ever moved is left alone.

    :raises BadQuantity:
    """
    open_shelf(sku_ids=[sku_id])
    item = _lock_one(sku_id)
    if quantity == 0 or StockMovement.objects.filter(item_id=item.id).exists():
        return False
    check_pieces({sku_id: quantity})
    why = entry(StockMovement.Kind.INITIAL, reference=reference, at=at, actor=actor)
    apply([Change(item, on_hand=quantity)], why)
    return True


@transaction.atomic
def receive_stock(*, sku_id: int, quantity: int, reason: str, actor: Actor, at: datetime) -> None:
    """Put delivered pieces on the shelf.

    :raises BadQuantity: :raises ReasonMissing: :raises StockItemNotFound:
    """
    check_pieces({sku_id: quantity})
    item = _lock_one(sku_id)
    why = entry(StockMovement.Kind.RECEIVE, reference="", at=at, actor=actor, reason=_reason(reason))
    apply([Change(item, on_hand=quantity)], why)


@transaction.atomic
def count_stock(*, sku_id: int, on_hand: int, reason: str, actor: Actor, at: datetime) -> None:
    """Correct the shelf to what was counted. A count that agrees moves nothing.

    :raises CountBelowHeld: fewer than are promised to orders.
    :raises BadQuantity: :raises ReasonMissing: :raises StockItemNotFound:
    """
    if type(on_hand) is not int or not 0 <= on_hand <= MOST_PIECES:
        raise BadQuantity("盘点数必须是非负整数")
    item = _lock_one(sku_id)
    if on_hand < item.held:
        raise CountBelowHeld(held=item.held)
    why = entry(StockMovement.Kind.COUNT, reference="", at=at, actor=actor, reason=_reason(reason))
    if on_hand != item.on_hand:
        apply([Change(item, on_hand=on_hand - item.on_hand)], why)


@transaction.atomic
def return_stock(*, pieces: Mapping[int, int], reference: str, actor: Actor, at: datetime) -> None:
    """Put pieces, {sku_id: quantity}, that came back from members on the shelf again.

    :raises BadQuantity: :raises StockItemNotFound:
    """
    check_pieces(pieces)
    items = statements.lock_items(pieces)
    if len(items) != len(pieces):
        raise StockItemNotFound
    changes = [Change(item, on_hand=pieces[item.sku_id]) for item in items]
    apply(changes, entry(StockMovement.Kind.RETURN, reference=reference, at=at, actor=actor))


@transaction.atomic
def set_low_at(*, sku_id: int, low_at: int | None) -> None:
    """Set the number of available pieces at which the item shows as low; None follows the shop's setting.

    :raises StockItemNotFound: :raises BadQuantity:
    """
    if low_at is not None and not 0 <= low_at <= MOST_PIECES:
        raise BadQuantity("预警线必须是非负整数")
    if not StockItem.objects.filter(sku_id=sku_id).update(low_at=low_at):
        raise StockItemNotFound


@transaction.atomic
def refresh_in_stock(*, product_ids: Iterable[int]) -> None:
    """Tell the catalogue which of these products have an active SKU with a piece available."""
    wanted = set(product_ids)
    stocked = selectors.products_in_stock(wanted)
    set_in_stock(product_ids=stocked, in_stock=True)
    set_in_stock(product_ids=wanted - stocked, in_stock=False)


def _lock_one(sku_id: int) -> LockedItem:
    items = statements.lock_items([sku_id])
    if not items:
        raise StockItemNotFound
    return items[0]


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise ReasonMissing
    return reason[:REASON_LENGTH]
