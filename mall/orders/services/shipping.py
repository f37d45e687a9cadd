"""What shipping means for the order; parcels themselves are the business of fulfilment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kernel.audit.actors import Actor
from kernel.errors import Conflict
from mall.orders.models import Order, OrderLine
from mall.orders.options import RECEIVE_AFTER_DAYS
from mall.orders.services.moving import IllegalMove, move
from mall.orders.states import FulfilmentState, Status


class NotThatMany(Conflict):
    """More pieces than still have to leave."""

    code, title = "not_that_many_to_ship", "发货件数超过待发件数"


def record_shipment(*, order: Order, pieces: Mapping[int, int], actor: Actor, at: datetime) -> dict[int, int]:
    """Count pieces by line id as shipped on a locked order and move it when nothing is left to ship; return them by SKU.

    :raises IllegalMove: the order is not waiting to be shipped.
    :raises NotThatMany: more than what is left, or a line of another order.
    """
    if order.status != Status.TO_SHIP:
        raise IllegalMove
    lines = list(order.lines.select_for_update().order_by("id"))
    by_id = {line.pk: line for line in lines}
    if not pieces or any(n < 1 or i not in by_id or n > by_id[i].to_ship for i, n in pieces.items()):
        raise NotThatMany
    for line_id, count in pieces.items():
        by_id[line_id].shipped_quantity += count
    OrderLine.objects.bulk_update(lines, ["shipped_quantity"])
    shipping_moves(order, lines, actor=actor, at=at)
    return {by_id[line_id].sku_id: count for line_id, count in pieces.items()}


def shipping_moves(order: Order, lines: Sequence[OrderLine], *, actor: Actor, at: datetime) -> None:
    """Move a locked order on when every unrefunded physical piece has left; else remember that a part has."""
    shipped = any(line.shipped_quantity for line in lines)
    if not shipped:
        return
    if any(line.to_ship for line in lines if line.is_physical):
        Order.objects.filter(pk=order.pk).update(fulfilment_state=FulfilmentState.PARTIAL)
        order.fulfilment_state = FulfilmentState.PARTIAL
        return
    move(
        order,
        Status.SHIPPED,
        actor=actor,
        at=at,
        fulfilment_state=FulfilmentState.ALL,
        shipped_at=at,
        receive_due_at=at + timedelta(days=RECEIVE_AFTER_DAYS.get()),
    )
