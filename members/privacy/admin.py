"""Consents, copies and erasures for operators: to be read; a request to leave may be taken back for a member."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel import clock
from kernel.audit.desk import (
    DeskForm,
    ReadOnlyDesk,
    desk_action,
    link_column,
    moment_column,
    state_column,
    text_column,
)
from members.privacy.models import Consent, DataExport, Erasure
from members.privacy.services import withdraw_erasure
from members.privacy.states import ErasureState

SEARCH = ["member__number", "member__nickname"]
HELP = "会员号或昵称"


class WithdrawForm(DeskForm):
    reason = forms.CharField(label="原因", max_length=200, help_text="例如：会员来电要求撤回")


@admin.register(Consent)
class ConsentDesk(ReadOnlyDesk):
    list_display = ["member_page", "purpose", "version", "is_granted", "source", "moment"]
    list_filter = ["purpose", "is_granted", "version"]
    list_select_related = ["member"]
    search_fields, search_help_text = SEARCH, HELP
    member_page = link_column("member", "会员")
    moment = moment_column("at", "时间")
    fields = readonly_fields = ["member_page", "purpose", "version", "is_granted", "source", "moment"]


@admin.register(DataExport)
class DataExportDesk(ReadOnlyDesk):
    list_display = ["member_page", "state_badge", "requested", "ready", "expires", "downloads"]
    list_filter = ["state", "requested_at"]
    list_select_related = ["member"]
    search_fields, search_help_text = SEARCH, HELP
    member_page = link_column("member", "会员")
    state_badge = state_column("state", "状态", {"requested": "info", "ready": "success"})
    requested = moment_column("requested_at", "申请时间")
    ready = moment_column("ready_at", "生成时间")
    expires = moment_column("expires_at", "保留至")
    fields = readonly_fields = [
        "member_page", "state_badge", "requested", "ready", "expires", "size_bytes", "downloads",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataExport]:
        queryset: QuerySet[DataExport] = super().get_queryset(request).defer("content_cipher")
        return queryset


@admin.register(Erasure)
class ErasureDesk(ReadOnlyDesk):
    list_display = ["member_page", "state_badge", "requested", "due", "held_up_by", "ended"]
    list_filter = ["state", "requested_at"]
    list_select_related = ["member"]
    search_fields, search_help_text = SEARCH, HELP
    actions_detail = ["withdraw"]
    member_page = link_column("member", "会员")
    state_badge = state_column("state", "状态", {"cooling": "warning", "done": "danger"})
    requested = moment_column("requested_at", "申请时间")
    due = moment_column("due_at", "执行时间")
    next_try = moment_column("next_try_at", "下次执行")
    ended = moment_column("ended_at", "结束时间")
    held_up_by = text_column("reasons", "阻碍", "；".join)
    fields = readonly_fields = [
        "member_page", "state_badge", "requested", "due", "held_up_by", "next_try", "ended",
    ]  # fmt: skip

    @desk_action(
        label="撤回注销",
        permission="members_privacy.withdraw_erasure",
        form=WithdrawForm,
        confirm="会员的注销申请作废，账号照常使用。",
        when=lambda erasure: erasure.state == ErasureState.COOLING,
    )
    def withdraw(self, request: HttpRequest, erasure: Erasure, data: dict[str, Any]) -> str:
        withdraw_erasure(member_id=erasure.member_id, at=clock.now())
        return "注销申请已撤回。"
