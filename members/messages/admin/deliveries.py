"""The delivery log: what went out by which channel, what did not and why; failed ones are sent again."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from unfold.contrib.filters.admin import RangeDateFilter

from kernel import clock
from kernel.audit.desk import ReadOnlyDesk, bulk_action, desk_action, link_column, moment_column, state_column
from members.messages import services
from members.messages.admin.filters import KindOfMessageFilter
from members.messages.admin.inbox import STATE_COLOURS
from members.messages.models import Delivery
from members.messages.selectors import delivery_figures
from members.messages.states import DeliveryState, Reason

RESEND = "members_messages.resend_delivery"
_RESENDABLE = (DeliveryState.FAILED, DeliveryState.SKIPPED)


@admin.register(Delivery)
class DeliveryDesk(ReadOnlyDesk):
    list_display = ["queued", "member", "kind", "channel", "state_badge", "reason", "attempts", "error", "ended"]
    list_display_links = ["queued", "kind"]
    list_filter = ["state", "channel", "reason", KindOfMessageFilter, ("queued_at", RangeDateFilter)]
    list_select_related = ["message__member"]
    search_fields = ["message__member__number", "message__member__nickname", "number"]
    search_help_text = "会员号、昵称或发送编号"
    ordering = ["-id"]
    list_before_template = "desk/delivery_figures.html"
    actions = ["resend_selected"]
    actions_detail = ["resend"]
    member = link_column("message__member", "会员")
    message_link = link_column("message", "消息")
    state_badge = state_column("state", "状态", STATE_COLOURS)
    queued = moment_column("queued_at", "加入时间")
    claimed = moment_column("claimed_at", "开始发送")
    next_attempt = moment_column("next_attempt_at", "下次发送")
    ended = moment_column("ended_at", "结束时间")
    readonly_fields = [
        "member",
        "message_link",
        "state_badge",
        "handed_over",
        "queued",
        "claimed",
        "next_attempt",
        "ended",
    ]
    fieldsets = [
        ("消息", {"fields": ["number", "member", "message_link", "channel", "handed_over"]}),
        ("发送", {"fields": ["state_badge", "reason", "error", "attempts", "channel_id"]}),
        ("时间", {"fields": ["queued", "next_attempt", "claimed", "ended"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        figures = delivery_figures(at=clock.now())
        shown: HttpResponse = super().changelist_view(request, {**(extra_context or {}), "figures": figures})
        return shown

    @admin.display(description="类型")
    def kind(self, delivery: Delivery) -> str:
        return delivery.message.kind_label

    @admin.display(description="发出的内容")
    def handed_over(self, delivery: Delivery) -> Any:
        text = delivery.content.get("text")
        if text:
            return text
        lines = [f"{key}：{value}" for key, value in delivery.content.get("fields", {}).items()]
        return format_html("<pre>{}</pre>", "\n".join(lines)) if lines else "—"

    @desk_action(
        label="重发",
        permission=RESEND,
        confirm="将按现在的模板与会员设置重新发送；原因是“是否送达不明”的，会员可能收到两次。",
        when=lambda delivery: delivery.state in _RESENDABLE,
        icon="send",
    )
    def resend(self, request: HttpRequest, delivery: Delivery, data: dict[str, Any]) -> str:
        services.resend(delivery_id=delivery.pk, at=clock.now())
        return "已重新加入发送队列。"

    @bulk_action(label="重发", permission=RESEND)
    def resend_selected(self, request: HttpRequest, delivery: Delivery) -> None:
        if delivery.reason == Reason.UNKNOWN:
            raise services.MayHaveArrived
        services.resend(delivery_id=delivery.pk, at=clock.now())
