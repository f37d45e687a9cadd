"""Payments, refunds, the exception queue and what channels told: for operators, money only by actions."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel import clock
from kernel.audit.desk import (
    DeskForm,
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    desk_action,
    fen_column,
    link_column,
    moment_column,
    state_column,
    text_column,
)
from mall.payments import services
from mall.payments.models import Channel, Notification, Payment, PaymentException, Refund
from mall.payments.states import RefundState

STATES = {"succeeded": "success", "pending": "info", "processing": "info", "failed": "danger", "created": "warning"}
SETTLE = "mall_payments.settle_refund"


class HandForm(DeskForm):
    note = forms.CharField(label="退款方式与凭证", max_length=200, help_text="例如：银行转账，流水号")


class ResolveForm(DeskForm):
    note = forms.CharField(label="处理说明", max_length=300)


class RefundRows(ReadOnlyInline):
    model = Refund
    fields = ["page", "kind", "state_badge", "amount", "reason", "created", "arrived"]
    readonly_fields = ["page", "state_badge", "amount", "created", "arrived"]
    state_badge = state_column("state", "状态", STATES)
    amount = fen_column("amount_fen", "金额")
    created = moment_column("created_at", "创建时间")
    arrived = moment_column("succeeded_at", "到账时间")

    @admin.display(description="退款单")
    def page(self, refund: Refund) -> SafeString:
        url = reverse("admin:mall_payments_refund_change", args=[refund.pk])
        return format_html('<a href="{}" class="text-primary-600">{}</a>', url, refund.number)


class ExceptionRows(ReadOnlyInline):
    model = PaymentException
    fields = ["kind", "detail", "state", "note", "found"]
    readonly_fields = ["found"]
    found = moment_column("found_at", "发现时间")


@admin.register(Payment)
class PaymentDesk(ReadOnlyDesk):
    list_display = ["number", "order", "buyer", "channel", "state_badge", "amount", "received", "refunded", "created"]
    list_filter = ["state", "excess_kind", "channel", "created_at"]
    list_select_related = ["member"]
    search_fields = ["number", "order_number", "transaction_id"]
    search_help_text = "付款单号、订单号或渠道交易号"
    inlines = [RefundRows, ExceptionRows]
    actions_detail = ["ask"]
    state_badge = state_column("state", "状态", STATES)
    buyer = link_column("member", "会员")
    amount = fen_column("amount_fen", "应收")
    received = fen_column("received_fen", "实收")
    refunded = fen_column("refunded_fen", "退款")
    created = moment_column("created_at", "创建时间")
    expires = moment_column("expires_at", "付款截止")
    arrived = moment_column("succeeded_at", "到账时间")
    kept = moment_column("kept_at", "订单收款")
    next_ask = moment_column("next_ask_at", "下次查询")
    together = link_column("beside", "随同付款单")
    fieldsets = [
        ("付款", {"fields": ["number", "order", "buyer", "description", "state_badge", "excess_kind", "together"]}),
        ("金额", {"fields": ["amount", "received", "refunded"]}),
        ("渠道", {"fields": ["channel", "appid", "mchid", "transaction_id", "next_ask", "asks", "last_error"]}),
        ("时间", {"fields": ["created", "expires", "arrived", "kept"]}),
    ]
    readonly_fields = [
        "order", "buyer", "state_badge", "amount", "received", "refunded", "next_ask", "created", "expires", "arrived",
        "kept", "together",
    ]  # fmt: skip

    @admin.display(description="订单", ordering="order_id")
    def order(self, payment: Payment) -> SafeString:
        # By the page's name: this room knows no order but its number.
        url = reverse("admin:mall_orders_order_change", args=[payment.order_id])
        return format_html('<a href="{}" class="text-primary-600">{}</a>', url, payment.order_number)

    @desk_action(
        label="向渠道查询",
        permission="mall_payments.ask_payment",
        when=lambda payment: payment.is_live and payment.channel != Channel.WALLET,
        atomic=False,
        icon="sync",
    )
    def ask(self, request: HttpRequest, payment: Payment, data: dict[str, Any]) -> str:
        asked = services.ask_channel(number=payment.number, at=clock.now())
        return f"渠道答复后状态：{asked.get_state_display()}"


@admin.register(Refund)
class RefundDesk(ReadOnlyDesk):
    list_display = ["number", "payment_link", "order", "kind", "state_badge", "answer_badge", "amount", "created"]
    list_filter = ["state", "kind", "answer", "created_at"]
    list_select_related = ["payment"]
    search_fields = ["number", "payment__number", "payment__order_number", "channel_refund_id"]
    search_help_text = "退款单号、付款单号、订单号或渠道退款号"
    inlines = [ExceptionRows]
    actions_detail = ["retry", "settle_by_hand", "approve_by_hand", "reject_by_hand"]
    state_badge = state_column("state", "状态", STATES)
    answer_badge = state_column("answer", "渠道答复", {"refused": "danger", "abnormal": "danger", "closed": "danger"})
    payment_link = link_column("payment", "付款单")
    order = text_column("payment__order_number", "订单号")
    amount = fen_column("amount_fen", "金额")
    created = moment_column("created_at", "创建时间")
    arrived = moment_column("succeeded_at", "到账时间")
    next_attempt = moment_column("next_attempt_at", "下次处理")
    proposed = moment_column("hand_proposed_at", "提出时间")
    replaced = link_column("replaces", "接替的退款单")
    fieldsets = [
        ("退款", {"fields": ["number", "payment_link", "order", "kind", "reason", "amount", "state_badge"]}),
        ("渠道", {"fields": [
            "answer_badge", "channel_refund_id", "replaced", "attempts", "next_attempt", "last_error",
        ]}),
        ("人工处理", {"fields": ["hand_note", "hand_proposed_by", "proposed", "hand_approved_by"]}),
        ("时间", {"fields": ["created", "arrived"]}),
    ]  # fmt: skip
    readonly_fields = [
        "payment_link", "order", "amount", "state_badge", "answer_badge", "replaced", "next_attempt", "proposed",
        "created", "arrived",
    ]  # fmt: skip

    @desk_action(
        label="立即重试",
        permission="mall_payments.retry_refund",
        when=lambda refund: refund.state != RefundState.SUCCEEDED and not refund.hand_proposed_at,
        confirm="以原单号再次请求渠道；已被渠道关闭的退款换新单号。",
        atomic=False,
        icon="refresh",
    )
    def retry(self, request: HttpRequest, refund: Refund, data: dict[str, Any]) -> str:
        tried = services.retry_refund(refund_id=refund.pk, at=clock.now())
        return f"退款单 {tried.number}：{tried.get_state_display()}"

    @desk_action(
        label="人工退款",
        permission=SETTLE,
        form=HandForm,
        when=services.can_be_proposed,
        confirm="确认款项已在渠道之外退给买家。提交后须由另一位员工确认。",
        variant="danger",
        icon="front_hand",
    )
    def settle_by_hand(self, request: HttpRequest, refund: Refund, data: dict[str, Any]) -> str:
        services.propose_hand_settlement(
            refund_id=refund.pk, note=data["note"], operator_id=_operator_id(request), at=clock.now()
        )
        return "已提交，等待另一位员工确认"

    @desk_action(
        label="确认人工退款",
        permission=SETTLE,
        when=lambda refund: bool(refund.hand_proposed_at) and refund.state != RefundState.SUCCEEDED,
        confirm="确认后退款记为成功，不能撤回。提出人自己不能确认。",
        variant="danger",
        icon="done_all",
    )
    def approve_by_hand(self, request: HttpRequest, refund: Refund, data: dict[str, Any]) -> str:
        services.approve_hand_settlement(refund_id=refund.pk, operator_id=_operator_id(request), at=clock.now())
        return "人工退款已确认"

    @desk_action(
        label="退回人工退款",
        permission=SETTLE,
        when=lambda refund: bool(refund.hand_proposed_at) and refund.state != RefundState.SUCCEEDED,
        confirm="退回后由渠道继续退款。",
        icon="undo",
    )
    def reject_by_hand(self, request: HttpRequest, refund: Refund, data: dict[str, Any]) -> str:
        services.reject_hand_settlement(refund_id=refund.pk, at=clock.now())
        return "已退回，由渠道继续退款"


@admin.register(PaymentException)
class ExceptionDesk(ReadOnlyDesk):
    list_display = ["reference", "kind", "state_badge", "amount", "detail", "found"]
    list_filter = ["state", "kind", "found_at"]
    search_fields = ["reference", "payment__order_number"]
    search_help_text = "单号或订单号"
    actions_detail = ["resolve"]
    state_badge = state_column("state", "状态", {"open": "danger", "done": "success"})
    payment_link = link_column("payment", "付款单")
    refund_link = link_column("refund", "退款单")
    amount = fen_column("amount_fen", "金额")
    found = moment_column("found_at", "发现时间")
    done = moment_column("done_at", "处理时间")
    fieldsets = [
        ("异常", {"fields": ["kind", "reference", "payment_link", "refund_link", "amount", "detail", "found"]}),
        ("处理", {"fields": ["state_badge", "note", "done_by", "done"]}),
    ]
    readonly_fields = ["payment_link", "refund_link", "amount", "found", "state_badge", "done"]

    @desk_action(
        label="结案",
        permission="mall_payments.resolve_paymentexception",
        form=ResolveForm,
        when=lambda row: row.state == PaymentException.State.OPEN,
        icon="task_alt",
    )
    def resolve(self, request: HttpRequest, row: PaymentException, data: dict[str, Any]) -> str:
        services.resolve_exception(
            exception_id=row.pk, note=data["note"], operator_id=_operator_id(request), at=clock.now()
        )
        return "已结案"


@admin.register(Notification)
class NotificationDesk(ReadOnlyDesk):
    list_display = ["event_id", "event_type", "about", "state_badge", "received", "note"]
    list_filter = ["state", "event_type", "received_at"]
    search_fields = ["event_id"]
    state_badge = state_column("state", "状态", {"waiting": "warning", "done": "success"})
    received = moment_column("received_at", "收到时间")
    worked = moment_column("done_at", "处理时间")
    fields = ["channel", "event_id", "event_type", "about", "state_badge", "note", "received", "worked"]
    readonly_fields = ["about", "state_badge", "received", "worked"]

    @admin.display(description="单号")
    def about(self, row: Notification) -> str:
        return str(row.content.get("number", "—"))


def _operator_id(request: HttpRequest) -> int:
    operator_id = actor_of(request).id
    assert operator_id is not None, "an operator has an id"
    return operator_id
