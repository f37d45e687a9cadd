"""What stands below an order on its page: lines, price details, parcels, refunds, events."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kernel.audit.desk import ReadOnlyInline, fen_column, moment_column, text_column
from mall.fulfilment.models import Parcel
from mall.orders.models import OrderAdjustment, OrderEvent, OrderLine, OrderRefund
from mall.orders.states import Status

EVENT_NAMES = {
    "placed": "下单", "moved": "状态变化", "extended": "延长收货", "repriced": "改价", "remarked": "备注",
    "hidden": "会员删除", "tracking_corrected": "更正运单",
}  # fmt: skip
ACTOR_NAMES = {"member": "会员", "operator": "员工", "clock": "系统定时", "system": "系统", "channel": "支付渠道"}


class LineInline(ReadOnlyInline):
    model = OrderLine
    verbose_name_plural = "商品"
    fields = [
        "goods", "unit_price", "quantity", "shipped_quantity", "refunded_quantity", "paid", "points_used",
        "points_returned", "freight",
    ]  # fmt: skip
    readonly_fields = ["goods", "unit_price", "paid", "freight"]
    unit_price = fen_column("unit_price_fen", "单价")
    paid = fen_column("paid_fen", "实付")
    freight = fen_column("freight_fen", "分摊运费")

    @admin.display(description="商品")
    def goods(self, line: OrderLine) -> str:
        return f"{line.name}（{line.options}）" if line.options else line.name


class AdjustmentInline(ReadOnlyInline):
    model = OrderAdjustment
    verbose_name_plural = "价格明细"
    fields = ["lane_name", "label", "goods", "amount"]
    readonly_fields = ["lane_name", "goods", "amount"]
    amount = fen_column("amount_fen", "金额")
    goods = text_column("line__name", "商品")

    @admin.display(description="计价步骤")
    def lane_name(self, row: OrderAdjustment) -> str:
        names = {1: "单价", 2: "单品优惠", 3: "订单优惠", 4: "优惠券", 5: "运费", 6: "积分", 7: "客服改价"}
        return names[row.lane]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderAdjustment]:
        rows: QuerySet[OrderAdjustment] = super().get_queryset(request).select_related("line")
        return rows


class ParcelInline(ReadOnlyInline):
    model = Parcel
    verbose_name_plural = "包裹"
    fields = ["carrier", "tracking_no", "goods", "shipped"]
    readonly_fields = ["goods", "shipped"]
    shipped = moment_column("shipped_at", "发货时间")

    @admin.display(description="商品")
    def goods(self, parcel: Parcel) -> SafeString:
        lines = parcel.lines.select_related("line")
        return format_html_join("、", "{} × {}", ((each.line.name, each.quantity) for each in lines))


class RefundInline(ReadOnlyInline):
    model = OrderRefund
    verbose_name_plural = "退款"
    fields = ["number", "state", "amount", "points", "reason", "created", "succeeded"]
    readonly_fields = ["amount", "created", "succeeded"]
    amount = fen_column("amount_fen", "金额")
    created = moment_column("created_at", "发起时间")
    succeeded = moment_column("succeeded_at", "完成时间")


class EventInline(ReadOnlyInline):
    model = OrderEvent
    verbose_name_plural = "动态"
    fields = ["when", "what", "who", "change", "note"]
    readonly_fields = ["when", "what", "who", "change"]
    when = moment_column("at", "时间")

    @admin.display(description="事项")
    def what(self, event: OrderEvent) -> str:
        return EVENT_NAMES[event.kind]

    @admin.display(description="操作者")
    def who(self, event: OrderEvent) -> str:
        return f"{ACTOR_NAMES[event.actor_kind]} {event.actor_id or ''}".strip()

    @admin.display(description="变化")
    def change(self, event: OrderEvent) -> str:
        if event.before == event.after:
            return "—"
        before = f"{Status(event.before).label} → " if event.before else ""
        return f"{before}{Status(event.after).label}"
