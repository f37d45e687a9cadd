"""What must hold of an order's money: sums, payments, refunds, to the fen (quality 1)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from kernel.outbox.models import Delivery, StoredFact
from mall.orders.models import Order, OrderAdjustment, OrderLine, OrderRefund, OrderRefundLine
from mall.orders.states import PaymentState, Status
from mall.payments.facts import PaymentSucceeded
from mall.payments.models import Payment, Refund
from mall.payments.states import RefundState

HAS_PAID = (PaymentState.PAID, PaymentState.PART_REFUNDED, PaymentState.REFUNDED)


def nothing_is_negative() -> Iterator[str]:
    """No negative quantity, price or payable."""
    columns = ("goods_fen", "freight_fen", "payable_fen", "refunded_fen")
    for order in Order.objects.filter(_any_below_0(*columns)).order_by("id").iterator():
        yield f"订单 {order.number}：金额为负"
    lines = OrderLine.objects.filter(_any_below_0("unit_price_fen", "paid_fen", "freight_fen") | Q(quantity__lt=1))
    for line in lines.select_related("order").order_by("id").iterator():
        yield f"订单 {line.order.number}：{line.name} 的数量或金额为负"


def totals_are_sums_of_lines() -> Iterator[str]:
    """Goods, discount, freight and payable are what the lines say (rules 2.1)."""
    shelf = Coalesce(Sum(F("lines__unit_price_fen") * F("lines__quantity")), 0)
    sums = Order.objects.annotate(
        shelf=shelf, paid=Coalesce(Sum("lines__paid_fen"), 0), freight=Coalesce(Sum("lines__freight_fen"), 0)
    )
    sound = Q(goods_fen=F("shelf"), freight_fen=F("freight"), payable_fen=F("paid") + F("freight_fen"))
    for order in sums.exclude(sound & Q(discount_fen=F("goods_fen") - F("paid"))).order_by("id").iterator():
        yield (
            f"订单 {order.number}：商品 {order.goods_fen}、优惠 {order.discount_fen}、运费 {order.freight_fen}、"
            f"应付 {order.payable_fen}，按商品行为 {order.shelf}、{order.shelf - order.paid}、{order.freight}、"
            f"{order.paid + order.freight}"
        )


def adjustments_explain_prices() -> Iterator[str]:
    """What a line costs is its price and its adjustments; the freight is its own (rules 2.1)."""
    explained = F("unit_price_fen") * F("quantity") + Coalesce(Sum("adjustments__amount_fen"), 0)
    lines = OrderLine.objects.annotate(explained=explained).exclude(paid_fen=F("explained"))
    for line in lines.select_related("order").order_by("id").iterator():
        yield f"订单 {line.order.number}：{line.name} 实付 {line.paid_fen}，明细之和 {line.explained}"
    freight = OrderAdjustment.objects.filter(order_id=OuterRef("pk"), line=None)
    orders = Order.objects.annotate(explained=total_of(freight, "order_id", "amount_fen"))
    for order in orders.exclude(freight_fen=F("explained")).order_by("id").iterator():
        yield f"订单 {order.number}：运费 {order.freight_fen}，明细之和 {order.explained}"


def paid_orders_have_their_money() -> Iterator[str]:
    """Paid means: the payments that are kept add up to the payable; unpaid means there are none.

    Excess is on its way back and not counted; nor is money that the order has not been told of yet.
    """
    is_known = Q(kept_at__isnull=False) | ~Exists(_undelivered())
    kept = Payment.objects.arrived().filter(is_known, order_id=OuterRef("pk"))
    orders = Order.objects.exclude(status=Status.CANCELLING).annotate(
        kept=total_of(kept, "order_id", "received_fen"),
        due=Case(When(payment_state__in=HAS_PAID, then=F("payable_fen")), default=0, output_field=BigIntegerField()),
    )
    for order in orders.exclude(kept=F("due")).order_by("id").iterator():
        yield f"订单 {order.number}：{order.get_payment_state_display()}，应收 {order.due}，实收 {order.kept}"


def refunds_add_up() -> Iterator[str]:
    """What went back of an order and of its lines is the sum of its refunds, each of them of its parts."""
    orders = Order.objects.annotate(
        back=total_of(OrderRefund.objects.filter(order_id=OuterRef("pk")), "order_id", "amount_fen")
    )
    for order in orders.exclude(Q(refunded_fen=F("back")) & Q(back__lte=F("payable_fen"))).order_by("id").iterator():
        yield f"订单 {order.number}：应付 {order.payable_fen}，记退 {order.refunded_fen}，退款之和 {order.back}"
    parts = OrderRefundLine.objects.filter(line_id=OuterRef("pk"))
    lines = OrderLine.objects.annotate(
        back=total_of(parts, "line_id", "amount_fen"), pieces=total_of(parts, "line_id", "quantity")
    ).exclude(Q(refunded_fen=F("back")) & Q(back__lte=F("paid_fen")) & Q(refunded_quantity=F("pieces")))
    for line in lines.select_related("order").order_by("id").iterator():
        yield f"订单 {line.order.number}：{line.name} 记退 {line.refunded_fen}，退款之和 {line.back}"
    refunds = OrderRefund.objects.annotate(
        goods=total_of(OrderRefundLine.objects.filter(refund_id=OuterRef("pk")), "refund_id", "amount_fen")
    )
    for refund in refunds.exclude(amount_fen=F("goods") + F("freight_fen")).order_by("id").iterator():
        yield f"退款 {refund.number}：{refund.amount_fen}，商品 {refund.goods}，运费 {refund.freight_fen}"


def refunds_are_promised_and_done() -> Iterator[str]:
    """A refund of an order is promised by its payments to the fen, and done when all of it has reached the payer."""
    parts = Refund.objects.current().filter(order_refund_id=OuterRef("pk"))
    refunds = OrderRefund.objects.annotate(promised=total_of(parts, "order_refund_id", "amount_fen"))
    for refund in refunds.exclude(amount_fen=F("promised")).order_by("id").iterator():
        yield f"退款 {refund.number}：{refund.amount_fen}，付款单共退 {refund.promised}"
    early = OrderRefund.objects.filter(
        Exists(parts.exclude(state=RefundState.SUCCEEDED)), state=OrderRefund.State.SUCCEEDED
    )
    for number in early.order_by("id").values_list("number", flat=True).iterator():
        yield f"退款 {number}：记为已退款，渠道尚未退完"


def closed_orders_keep_nothing() -> Iterator[str]:
    """An order that was closed before anything left has given back all of its money, or promised to."""
    sent = OrderLine.objects.filter(order_id=OuterRef("pk"), shipped_quantity__gt=0)
    keeping = Order.objects.filter(~Exists(sent), status=Status.CLOSED).exclude(refunded_fen=F("payable_fen"))
    for order in keeping.order_by("id").iterator():
        yield f"订单 {order.number}：未发货已关闭，应退 {order.payable_fen}，记退 {order.refunded_fen}"


def _any_below_0(*columns: str) -> Q:
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__lt": 0})
    return condition


def _undelivered() -> QuerySet[StoredFact]:
    """Return the facts of a payment that its order has not been told of yet."""
    aggregate = Concat(Value("payment_id:"), Cast(OuterRef("pk"), CharField()))
    told = StoredFact.objects.filter(name=PaymentSucceeded.wire_name(), aggregate=aggregate)
    on_its_way = Delivery.objects.filter(fact_id=OuterRef("pk")).exclude(state=Delivery.State.DONE)
    return told.filter(Q(fanned_out_at=None) | Exists(on_its_way))


def total_of(rows: QuerySet[Any], by: str, column: str) -> Coalesce:
    """Return the sum of a column over correlated rows, 0 where there are none."""
    summed = rows.order_by().values(by).annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), 0)
