"""What must hold of an order's life: what it holds, where it stands, how it came there (quality 1)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.inventory.models import StockHold
from mall.orders.facts import OrderConfirmed
from mall.orders.models import Order, OrderEvent, OrderLine
from mall.orders.states import ENDED, TRANSITIONS, Status

CANCELLED_WITHIN = timedelta(minutes=10)
# Delivered facts are deleted some days later; this is how far back they are surely kept.
FACTS_KEPT = timedelta(hours=24)
ON_ITS_WAY = (Status.SHIPPED, Status.RECEIVED, Status.COMPLETED)


def orders_hold_what_they_have_not_sent() -> Iterator[str]:
    """Open orders hold exactly their unshipped, unrefunded pieces; ended ones hold nothing."""
    here = StockHold.objects.filter(order_id=OuterRef("order_id"), item__sku_id=OuterRef("sku_id"))
    to_ship = F("quantity") - F("shipped_quantity") - F("dropped_quantity")
    lines = OrderLine.objects.annotate(
        held=Coalesce(Subquery(here.values("quantity")[:1]), 0),
        due=Case(When(Q(order__status__in=ENDED) | Q(is_stocked=False), then=0), default=to_ship),
    )
    for line in lines.exclude(held=F("due")).select_related("order").order_by("id").iterator():
        yield f"订单 {line.order.number}：{line.name} 应占用 {line.due} 件，实占用 {line.held} 件"
    ordered = OrderLine.objects.filter(order_id=OuterRef("order_id"), sku_id=OuterRef("item__sku_id"))
    for hold in StockHold.objects.filter(~Exists(ordered), quantity__gt=0).order_by("id").iterator():
        yield f"库存占用 {hold.pk}：订单编号 {hold.order_id} 没有这件商品，却占用 {hold.quantity} 件"


def shipped_orders_have_nothing_left_to_ship() -> Iterator[str]:
    """An order on its way or beyond has no piece that still has to leave."""
    gone = F("shipped_quantity") + F("dropped_quantity")
    left = OrderLine.objects.filter(order__status__in=ON_ITS_WAY).exclude(quantity=gone)
    for line in left.select_related("order").order_by("id").iterator():
        yield f"订单 {line.order.number}：{line.order.get_status_display()}，{line.name} 还有 {line.to_ship} 件没有发出"


def unpaid_orders_are_cancelled_in_time() -> Iterator[str]:
    """No unpaid order is more than ten minutes overdue."""
    late = clock.now() - CANCELLED_WITHIN
    overdue = Order.objects.filter(status=Status.PENDING_PAYMENT, expires_at__lt=late)
    for order in overdue.order_by("id").iterator():
        yield f"订单 {order.number}：付款截止 {order.expires_at.astimezone(clock.SHANGHAI):%m-%d %H:%M}，至今未取消"


def histories_are_legal() -> Iterator[str]:
    """Every order began unpaid, moved only as the table allows, and is where its last move led (rules 4.1)."""
    moves = OrderEvent.objects.exclude(before=F("after")).order_by("order_id", "id")
    order_id, last = 0, ""
    for row in moves.values_list("order_id", "before", "after", "order__number").iterator():
        if row[0] != order_id:
            order_id, last = row[0], ""
        if row[1] != last or not _is_legal(last, row[2]):
            yield f"订单 {row[3]}：从{_label(last)}到{_label(row[2])}，不合规则"
        last = row[2]
    latest = OrderEvent.objects.filter(order_id=OuterRef("pk")).exclude(before=F("after")).order_by("-id")
    orders = Order.objects.annotate(last=Coalesce(Subquery(latest.values("after")[:1]), Value("")))
    for order in orders.exclude(status=F("last")).order_by("id").iterator():
        yield f"订单 {order.number}：{order.get_status_display()}，动态停在{_label(order.last)}"


def confirmed_orders_have_their_fact() -> Iterator[str]:
    """An order that went on to shipping in the last day has told the rooms above."""
    aggregate = Concat(Value("order_id:"), Cast(OuterRef("order_id"), CharField()))
    told = StoredFact.objects.filter(name=OrderConfirmed.wire_name(), aggregate=aggregate)
    moves = OrderEvent.objects.filter(after=Status.TO_SHIP, at__gte=clock.now() - FACTS_KEPT).exclude(before=F("after"))
    for event in moves.filter(~Exists(told)).select_related("order").order_by("id").iterator():
        yield f"订单 {event.order.number}：已确认，却没有订单确认事件"


def _is_legal(before: str, after: str) -> bool:
    if not before:
        return after == Status.PENDING_PAYMENT
    return after in TRANSITIONS[Status(before)]


def _label(status: str) -> str:
    return Status(status).label if status else "无"
