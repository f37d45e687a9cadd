"""What must hold of the points that orders use (quality 1)."""

from collections.abc import Iterator

from django.db.models import BigIntegerField, Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from mall.orders.invariants.money import total_of
from mall.orders.models import Order, OrderLine, OrderRefund, OrderRefundLine
from mall.orders.states import UNPAID, Status
from members.ledger.models import Hold
from members.points.accounts import hold_key
from members.points.models import Spend


def points_are_sums_of_lines() -> Iterator[str]:
    """What an order uses is the sum of its lines; what a line has given back is the sum of its refunds."""
    orders = Order.objects.annotate(by_lines=Coalesce(Sum("lines__points_used"), 0))
    for order in orders.exclude(points_used=F("by_lines")).order_by("id").iterator():
        yield f"订单 {order.number}：使用 {order.points_used} 积分，商品行合计 {order.by_lines}"
    parts = OrderRefundLine.objects.filter(line_id=OuterRef("pk"))
    lines = OrderLine.objects.annotate(back=total_of(parts, "line_id", "points"))
    sound = Q(points_returned=F("back"), points_returned__lte=F("points_used"))
    for line in lines.exclude(sound).select_related("order").order_by("id").iterator():
        used = f"{line.name} 用 {line.points_used} 积分"
        yield f"订单 {line.order.number}：{used}，记退 {line.points_returned}，退款合计 {line.back}"
    refunds = OrderRefund.objects.annotate(
        by_lines=total_of(OrderRefundLine.objects.filter(refund_id=OuterRef("pk")), "refund_id", "points")
    )
    for refund in refunds.exclude(points=F("by_lines")).order_by("id").iterator():
        yield f"退款 {refund.number}：退 {refund.points} 积分，商品行合计 {refund.by_lines}"


def orders_hold_their_points() -> Iterator[str]:
    """An unpaid order holds exactly its points, a paid one has spent them and got back what was refunded."""
    is_spent = ~Q(status__in=[*UNPAID, Status.CANCELLED])
    lines = OrderLine.objects.filter(order_id=OuterRef("pk"))
    orders = Order.objects.filter(points_used__gt=0).annotate(
        held=_first(Hold.objects.filter(key=_key(hold_key("order:")), state=Hold.State.HELD), "amount"),
        spent=_first(Spend.objects.filter(key=_key("order:")), "points"),
        given=_first(Spend.objects.filter(key=_key("order:")), "returned"),
        refunded=total_of(lines, "order_id", "points_returned"),
        to_hold=Case(When(status__in=UNPAID, then=F("points_used")), default=0, output_field=BigIntegerField()),
        to_spend=Case(When(is_spent, then=F("points_used")), default=0, output_field=BigIntegerField()),
    )
    sound = Q(held=F("to_hold"), spent=F("to_spend"), given=F("refunded"))
    for order in orders.exclude(sound).order_by("id").iterator():
        yield (
            f"订单 {order.number}：{order.get_status_display()}，应冻结 {order.to_hold}、应扣 {order.to_spend}、"
            f"应退 {order.refunded} 积分，实冻结 {order.held}、实扣 {order.spent}、实退 {order.given}"
        )


def _key(prefix: str) -> Concat:
    return Concat(Value(prefix), Cast(OuterRef("pk"), CharField()))


def _first(rows: QuerySet[Hold] | QuerySet[Spend], column: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(column)[:1]), 0)
