"""The hot statements of `place_order`: each one insert, whatever the number of lines.

Checkout decides the shop's throughput, so they stand together; everything else in the room is plain ORM.
"""

from collections.abc import Sequence
from datetime import datetime

from kernel.audit.actors import Actor
from mall.orders.models import Order, OrderAdjustment, OrderEvent, OrderLine
from mall.pricing.shapes import Quote


def insert_order(order: Order) -> Order:
    """Insert the order and learn its id."""
    return Order.objects.bulk_create([order])[0]


def insert_lines(lines: Sequence[OrderLine]) -> list[OrderLine]:
    """Insert all lines of an order and learn their ids."""
    return OrderLine.objects.bulk_create(lines)


def insert_adjustments(order_id: int, quote: Quote, line_ids: dict[int, int]) -> None:
    """Insert every adjustment of a quote: those of lines by SKU, then those of the freight. None costs no statement."""
    rows = [
        OrderAdjustment(
            order_id=order_id,
            line_id=line_ids[line.sku_id],
            lane=a.lane,
            source=a.source,
            label=a.label,
            amount_fen=a.amount_fen,
        )
        for line in quote.lines
        for a in line.adjustments
    ]
    rows += [
        OrderAdjustment(order_id=order_id, lane=a.lane, source=a.source, label=a.label, amount_fen=a.amount_fen)
        for a in quote.freight_adjustments
    ]
    if rows:
        OrderAdjustment.objects.bulk_create(rows)


def insert_event(
    order_id: int, *, kind: str, before: str, after: str, actor: Actor, at: datetime, note: str = ""
) -> None:
    """Insert what happened to an order."""
    OrderEvent.objects.bulk_create(
        [
            OrderEvent(
                order_id=order_id,
                kind=kind,
                before=before,
                after=after,
                actor_kind=actor.kind,
                actor_id=actor.id,
                at=at,
                note=note,
            )
        ]
    )
