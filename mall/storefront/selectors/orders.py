"""Order pages: lines, adjustments, timeline and parcels of any number of orders in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kernel import clock
from mall.fulfilment.models import Parcel
from mall.fulfilment.selectors import parcels_of
from mall.orders.models import Order, OrderAdjustment, OrderEvent, OrderLine
from mall.orders.selectors import member_actions
from mall.orders.states import Status
from mall.payments.models import Payment
from mall.payments.selectors import kept_by_order
from mall.reviews.selectors import orders_to_review
from members.accounts.models import Member


@dataclass(frozen=True)
class OrderPage:
    """One order as its owner sees it."""

    order: Order
    lines: Sequence[OrderLine]
    adjustments: Sequence[OrderAdjustment]
    timeline: Sequence[dict[str, Any]]
    parcels: Sequence[Parcel]
    payments: Sequence[Payment]
    actions: Sequence[str]


def orders_of(member: Member, *, status: str = "") -> QuerySet[Order]:
    """Return a member's own orders, of one status if given."""
    orders = Order.objects.owned_by(member).visible()
    return orders.filter(status=status) if status else orders


def order_pages(orders: Sequence[Order], *, at: datetime | None = None) -> list[OrderPage]:
    """Return the pages of orders: six queries, one more where something has arrived, whatever their number."""
    ids = [order.pk for order in orders]
    lines = _grouped(OrderLine.objects.filter(order_id__in=ids).prefetch_related("adjustments").order_by("id"))
    freight = _grouped(OrderAdjustment.objects.filter(order_id__in=ids, line=None).order_by("id"))
    events = _grouped(OrderEvent.objects.filter(order_id__in=ids).exclude(kind__in=("remarked", "hidden")))
    parcels, payments = parcels_of(ids), kept_by_order(ids)
    to_review = orders_to_review(orders, at=at or clock.now())
    return [
        OrderPage(
            order=order,
            lines=lines.get(order.pk, []),
            adjustments=freight.get(order.pk, []),
            timeline=[_moment(event) for event in events.get(order.pk, [])],
            parcels=parcels[order.pk],
            payments=payments.get(order.pk, []),
            actions=[*(["review"] if order.pk in to_review else []), *member_actions(order)],
        )
        for order in orders
    ]


def _grouped(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.order_id, []).append(row)
    return found


def _moment(event: OrderEvent) -> dict[str, Any]:
    """Return what the buyer may read of an event: not who of the staff it was, nor their notes."""
    label = Status(event.after).label if event.after else ""
    texts = {"placed": "提交订单", "extended": "延长收货", "repriced": "商家改价", "tracking_corrected": "更正运单"}
    return {"at": event.at, "kind": event.kind, "status": event.after, "text": texts.get(event.kind, label)}
