"""What shipping means for the order; parcels themselves are the business of fulfilment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from mall.inventory.services import ship_stock
from mall.orders.models import Order, OrderLine
from mall.orders.options import RECEIVE_AFTER_DAYS
from mall.orders.services.moving import IllegalMove, move
from mall.orders.services.receiving import mark_received
from mall.orders.states import FulfilmentState, Status


class NotThatMany(Conflict):
    """More pieces than still have to leave."""

    code, title = "not_that_many_to_ship", "发货件数超过待发件数"


def record_shipment(*, order: Order, pieces: Mapping[int, int], actor: Actor, at: datetime) -> None:
    """Take a parcel's pieces, by line id, off a locked order and out of stock; it moves when nothing is left to ship.

    :raises IllegalMove: the order is not waiting to be shipped.
    :raises NotThatMany: more than what is left, a line of another order, or one that needs no parcel.
    """
    if order.status != Status.TO_SHIP:
        raise IllegalMove(f"订单{Status(order.status).label}，不能发货")
    lines = list(order.lines.all())
    left = {line.pk: line.to_ship for line in lines if line.is_physical}
    if not pieces or any(not 1 <= count <= left.get(line_id, 0) for line_id, count in pieces.items()):
        raise NotThatMany
    _take_out(order, lines, pieces, at=at)
    ship_on(order, lines, actor=actor, at=at)


def ship_on(order: Order, lines: Sequence[OrderLine], *, at: datetime, actor: Actor | None = None) -> None:
    """Move a locked order on when every unrefunded physical piece has left; else remember that a part has.

    Virtual pieces need no parcel: they go with the last physical ones; an order without any goes straight to received.
    """
    physical = [line for line in lines if line.is_physical]
    has_shipped = any(line.shipped_quantity for line in physical)
    if any(line.to_ship for line in physical):
        if has_shipped:
            order.fulfilment_state = FulfilmentState.PARTIAL
            order.save(update_fields=["fulfilment_state"])
        return
    virtual = {line.pk: line.to_ship for line in lines if line.to_ship}
    if virtual:
        _take_out(order, lines, virtual, at=at)
    who = actor or Actor.system()
    if has_shipped:
        due = at + timedelta(days=RECEIVE_AFTER_DAYS.get())
        everything = FulfilmentState.ALL
        move(order, Status.SHIPPED, actor=who, at=at, fulfilment_state=everything, shipped_at=at, receive_due_at=due)
    else:
        mark_received(order, actor=who, at=at, fulfilment_state=FulfilmentState.ALL)


def _take_out(order: Order, lines: Sequence[OrderLine], pieces: Mapping[int, int], *, at: datetime) -> None:
    """Count pieces as shipped, on their lines and in stock."""
    leaving = [line for line in lines if line.pk in pieces]
    for line in leaving:
        line.shipped_quantity += pieces[line.pk]
    OrderLine.objects.bulk_update(leaving, ["shipped_quantity"])
    by_sku = {line.sku_id: pieces[line.pk] for line in leaving if line.is_stocked}
    if by_sku:
        ship_stock(order_id=order.pk, pieces=by_sku, reference=order.number, at=at)
