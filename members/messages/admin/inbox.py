"""What members were told, to read: nothing is changed here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import RangeDateFilter

from kernel.audit.desk import ReadOnlyDesk, ReadOnlyInline, link_column, moment_column, state_column
from members.messages.admin.filters import KindFilter
from members.messages.models import Delivery, Message

STATE_COLOURS = {"sent": "success", "failed": "danger", "skipped": "warning", "sending": "info"}


class DeliveryRows(ReadOnlyInline):
    model = Delivery
    fields = ["channel", "state_badge", "reason", "error", "attempts", "queued", "ended"]
    readonly_fields = ["state_badge", "queued", "ended"]
    verbose_name_plural = "发送记录"
    state_badge = state_column("state", "状态", STATE_COLOURS)
    queued = moment_column("queued_at", "加入时间")
    ended = moment_column("ended_at", "结束时间")


class ReadFilter(admin.SimpleListFilter):
    title, parameter_name = "阅读", "read"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "未读"), ("yes", "已读")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Message]:
        if self.value() in ("no", "yes"):
            return queryset.filter(is_in_inbox=True, read_at__isnull=self.value() == "no")
        return queryset


@admin.register(Message)
class MessageDesk(ReadOnlyDesk):
    list_display = ["sent", "member_link", "label", "title", "is_in_inbox", "read"]
    list_display_links = ["title"]
    list_filter = ["group", KindFilter, ReadFilter, ("sent_at", RangeDateFilter)]
    list_select_related = ["member"]
    search_fields = ["member__number", "member__nickname"]
    search_help_text = "会员号或昵称"
    ordering = ["-id"]
    fields = ["member_link", "label", "title", "body", "page", "is_in_inbox", "sent", "read"]
    readonly_fields = ["member_link", "label", "sent", "read"]
    inlines = [DeliveryRows]
    member_link = link_column("member", "会员")
    sent = moment_column("sent_at", "发送时间")
    read = moment_column("read_at", "阅读时间")

    @admin.display(description="类型")
    def label(self, message: Message) -> str:
        return message.kind_label
