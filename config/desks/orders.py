"""The order desk: everything about an order on one page, and the actions of the day."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.desks.order_forms import CancelOrderForm, ChangePriceForm, RefundOrderForm, RemarkForm, ShipForm
from config.desks.order_inlines import AdjustmentInline, EventInline, LineInline, ParcelInline, RefundInline
from kernel import clock, money
from kernel.audit.desk import (
    ReadOnlyDesk,
    actor_of,
    csv_export,
    desk_action,
    fen_column,
    link_column,
    mask_phone,
    moment_column,
    show_moment,
    state_column,
)
from mall.fulfilment.services import NewParcel, ship_parcel
from mall.orders import services
from mall.orders.models import Order
from mall.orders.shapes import RefundRequest
from mall.orders.states import REFUNDABLE, FulfilmentState, PaymentState, Status
from mall.payments.models import Payment
from mall.payments.selectors import refunds_of_order
from mall.pricing.lanes import POINTS

STATUS_COLOURS = {
    "pending_payment": "warning", "grouping": "info", "to_ship": "primary", "shipped": "info", "received": "info",
    "completed": "success", "cancelling": "warning", "cancelled": "default", "closed": "danger",
}  # fmt: skip
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
    ("金额", {"fields": [("goods_amount", "discount"), ("freight", "payable"), "refunded", "points"]}),
    ("收退款", {"fields": ["payments", "refunds"]}),
    ("收货", {"fields": [("receiver_name", "phone"), "address"]}),
    ("时间", {"fields": ["moments"]}),
]
TABLE = '<table class="w-full text-sm whitespace-nowrap"><tbody>{}</tbody></table>'


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

    @admin.display(description="积分")
    def points(self, order: Order) -> str:
        if not order.points_used:
            return "—"
        saved = -sum(row.amount_fen for row in order.adjustments.filter(lane=POINTS))
        back = sum(line.points_returned for line in order.lines.all())
        return f"使用 {order.points_used} 积分，抵扣 {money.display(saved)}，已退回 {back} 积分"

    @admin.display(description="付款单")
    def payments(self, order: Order) -> SafeString | str:
        rows = (
            (p.number, p.get_channel_display(), p.get_state_display(), money.display(p.amount_fen), _refunded(p))
            for p in Payment.objects.filter(order_id=order.pk).order_by("id")
        )
        return format_html(TABLE, format_html_join("", _cells(5), rows))

    @admin.display(description="退款去向")
    def refunds(self, order: Order) -> SafeString | str:
        rows = (
            (r.number, r.payment.get_channel_display(), r.get_state_display(), money.display(r.amount_fen), r.reason)
            for r in refunds_of_order(order_id=order.pk)
        )
        return format_html(TABLE, format_html_join("", _cells(5), rows))

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
        confirm="退款按付款比例原路返回，积分同时退回；未发出的商品释放库存。",
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


def _cells(count: int) -> str:
    return "<tr>{}</tr>".format("<td class='pr-4 whitespace-nowrap'>{}</td>" * count)


def _refunded(payment: Payment) -> str:
    return f"已退 {money.display(payment.refunded_fen)}" if payment.refunded_fen else ""


def _names(row: Any) -> tuple[str, ...]:
    return row if isinstance(row, tuple) else (row,)
