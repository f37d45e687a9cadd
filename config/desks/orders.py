"""The order desk: everything about an order on one page, and the actions of the day."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.desks.order_forms import CancelOrderForm, ChangePriceForm, RefundOrderForm, RemarkForm, ShipForm
from kernel import clock, money
from kernel.audit.desk import (
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    csv_export,
    desk_action,
    fen_column,
    link_column,
    mask_phone,
    moment_column,
    show_moment,
    state_column,
    text_column,
)
from mall.fulfilment.models import Parcel
from mall.fulfilment.services import NewParcel, ship_parcel
from mall.orders import services
from mall.orders.models import Order, OrderAdjustment, OrderEvent, OrderLine, OrderRefund
from mall.orders.shapes import RefundRequest
from mall.orders.states import REFUNDABLE, FulfilmentState, PaymentState, Status
from mall.payments.models import Payment

STATUS_COLOURS = {
    "pending_payment": "warning", "grouping": "info", "to_ship": "primary", "shipped": "info", "received": "info",
    "completed": "success", "cancelling": "warning", "cancelled": "default", "closed": "danger",
}  # fmt: skip
EVENT_NAMES = {
    "placed": "下单", "moved": "状态变化", "extended": "延长收货", "repriced": "改价", "remarked": "备注",
    "hidden": "会员删除", "tracking_corrected": "更正运单",
}  # fmt: skip
ACTOR_NAMES = {"member": "会员", "operator": "员工", "clock": "系统定时", "system": "系统", "channel": "支付渠道"}
EXPORT = (
    ("订单号", lambda order: order.number),
    ("状态", lambda order: order.get_status_display()),
    ("付款", lambda order: order.get_payment_state_display()),
    ("应付（元）", lambda order: money.yuan(order.payable_fen)),
    ("已退（元）", lambda order: money.yuan(order.refunded_fen)),
    ("收货人", lambda order: order.receiver_name),
    ("下单时间", lambda order: show_moment(order.placed_at)),
)
FIELDSETS: list[tuple[str, dict[str, list[Any]]]] = [
    ("概况", {"fields": [("number", "status_name"), ("buyer", "remark"), "operator_remark"]}),
    ("金额", {"fields": [("goods_amount", "discount"), ("freight", "payable"), "refunded", "payments"]}),
    ("收货", {"fields": [("receiver_name", "phone"), "address"]}),
    ("时间", {"fields": ["moments"]}),
]
TABLE = '<table class="w-full text-sm whitespace-nowrap"><tbody>{}</tbody></table>'


class LineInline(ReadOnlyInline):
    model = OrderLine
    verbose_name_plural = "商品"
    fields = ["goods", "unit_price", "quantity", "shipped_quantity", "refunded_quantity", "paid", "freight"]
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
    fields = ["number", "state", "amount", "reason", "created", "succeeded"]
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


@admin.register(Order)
class OrderDesk(ReadOnlyDesk):
    list_display = ["number", "status_badge", "buyer", "goods", "payable", "payment_badge", "placed"]
    list_filter = ["status", "payment_state", "fulfilment_state", "placed_at"]
    list_select_related = ["member"]
    search_fields = ["number", "receiver_name", "member__nickname"]
    date_hierarchy = "placed_at"
    inlines = [LineInline, AdjustmentInline, ParcelInline, RefundInline, EventInline]
    actions = [csv_export(label="导出所选", permission="mall_orders.view_order", name="orders", fields=EXPORT)]
    actions_detail = ["ship", "cancel", "change_price", "refund", "remark"]
    status_badge = state_column("status", "状态", STATUS_COLOURS)
    payment_badge = state_column("payment_state", "付款", {"paid": "success", "part_refunded": "warning"})
    payable = fen_column("payable_fen", "应付")
    goods_amount = fen_column("goods_fen", "商品金额")
    discount = fen_column("discount_fen", "优惠")
    freight = fen_column("freight_fen", "运费")
    refunded = fen_column("refunded_fen", "已退")
    placed = moment_column("placed_at", "下单时间")
    buyer = link_column("member", "会员")
    fieldsets = FIELDSETS

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for _, options in FIELDSETS for row in options["fields"] for name in _names(row)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        rows: QuerySet[Order] = super().get_queryset(request)
        return rows.prefetch_related("lines")

    @admin.display(description="商品")
    def goods(self, order: Order) -> str:
        lines = list(order.lines.all())
        more = f" 等 {len(lines)} 种" if len(lines) > 1 else ""
        return f"{lines[0].name} × {lines[0].quantity}{more}" if lines else "—"

    @admin.display(description="状态")
    def status_name(self, order: Order) -> str:
        parts = (order.get_status_display(), order.get_payment_state_display(), order.get_fulfilment_state_display())
        return " · ".join(parts)

    @admin.display(description="收货电话")
    def phone(self, order: Order) -> str:
        return mask_phone(order.receiver_phone) or "—"

    @admin.display(description="地址")
    def address(self, order: Order) -> str:
        return " ".join([*order.region_names, order.address_detail]) or "—"

    @admin.display(description="时间")
    def moments(self, order: Order) -> SafeString:
        names = {
            "placed_at": "下单", "expires_at": "付款截止", "paid_at": "付款", "shipped_at": "发货",
            "receive_due_at": "自动收货", "received_at": "收货", "complete_due_at": "自动完成", "ended_at": "结束",
        }  # fmt: skip
        rows = ((name, show_moment(getattr(order, field))) for field, name in names.items() if getattr(order, field))
        return format_html(TABLE, format_html_join("", "<tr><td class='pr-6'>{}</td><td>{}</td></tr>", rows))

    @admin.display(description="付款单")
    def payments(self, order: Order) -> SafeString | str:
        rows = (
            (p.number, p.get_channel_display(), p.get_state_display(), money.display(p.amount_fen))
            for p in Payment.objects.filter(order_id=order.pk).order_by("id")
        )
        cells = "<tr>{}</tr>".format("<td class='pr-4 whitespace-nowrap'>{}</td>" * 4)
        return format_html(TABLE, format_html_join("", cells, rows))

    @desk_action(
        label="发货",
        permission="mall_orders.ship_order",
        form=ShipForm,
        icon="local_shipping",
        variant="primary",
        when=lambda order: order.status == Status.TO_SHIP,
    )
    def ship(self, request: HttpRequest, order: Order, data: dict[str, Any]) -> str:
        parcel = NewParcel(
            order_id=order.pk, carrier_code=data["carrier"], tracking_no=data["tracking_no"], pieces=data["pieces"]
        )
        ship_parcel(parcel=parcel, actor=actor_of(request), at=clock.now())
        return "包裹已登记。"

    @desk_action(
        label="取消",
        permission="mall_orders.cancel_order",
        form=CancelOrderForm,
        icon="cancel",
        atomic=False,
        when=lambda order: (
            order.status in (Status.PENDING_PAYMENT, Status.TO_SHIP) and order.fulfilment_state == FulfilmentState.NONE
        ),
        confirm="未付款的订单释放库存；已付款的订单全额退款。",
    )
    def cancel(self, request: HttpRequest, order: Order, data: dict[str, Any]) -> str:
        done = services.cancel_order(order_id=order.pk, actor=actor_of(request), at=clock.now(), note=data["reason"])
        return f"订单{Status(done.status).label}。"

    @desk_action(
        label="改价",
        permission="mall_orders.reprice_order",
        form=ChangePriceForm,
        icon="sell",
        atomic=False,
        initial=lambda order: {"goods_fen": order.goods_fen - order.discount_fen},
        when=lambda order: order.status == Status.PENDING_PAYMENT,
        confirm="会员正在进行的付款会先在渠道关闭。",
    )
    def change_price(self, request: HttpRequest, order: Order, data: dict[str, Any]) -> str:
        done = services.change_price(
            order_id=order.pk, goods_fen=data["goods_fen"], note=data["note"], actor=actor_of(request), at=clock.now()
        )
        return f"应付改为 {money.display(done.payable_fen)}。"

    @desk_action(
        label="退款",
        permission="mall_orders.refund_order",
        form=RefundOrderForm,
        icon="undo",
        when=lambda order: (
            order.payment_state not in (PaymentState.UNPAID, PaymentState.DUE) and order.status in REFUNDABLE
        ),
        confirm="退款原路返回；未发出的商品同时释放库存。",
    )
    def refund(self, request: HttpRequest, order: Order, data: dict[str, Any]) -> str:
        wanted = RefundRequest(
            order_id=order.pk, reason=data["reason"], pieces=data["pieces"], with_freight=data["with_freight"]
        )
        done = services.refund_order(request=wanted, actor=actor_of(request), at=clock.now())
        return f"退款 {money.display(done.amount_fen)} 已提交。"

    @desk_action(
        label="备注",
        permission="mall_orders.remark_order",
        form=RemarkForm,
        icon="edit_note",
        initial=lambda order: {"text": order.operator_remark},
    )
    def remark(self, request: HttpRequest, order: Order, data: dict[str, Any]) -> str:
        services.remark_order(order_id=order.pk, text=data["text"], actor=actor_of(request), at=clock.now())
        return "备注已保存。"


def _names(row: Any) -> tuple[str, ...]:
    return row if isinstance(row, tuple) else (row,)
