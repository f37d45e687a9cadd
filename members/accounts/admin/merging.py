"""Merges for operators: what would move, what stands against it, confirm, dismiss, undo."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel import clock
from kernel.audit.desk import (
    DeskForm,
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    desk_action,
    link_column,
    moment_column,
    state_column,
)
from kernel.audit.models import AuditEntry
from members.accounts import services
from members.accounts.models import MergeCase, MergeEvent
from members.accounts.selectors import merge_preview, merge_sentences
from members.accounts.states import OPEN, MergeState

COLOURS = {"proposed": "warning", "waiting": "info", "merged": "success", "undone": "danger"}
SAID = {MergeState.MERGED: "两个会员已合并。", MergeState.DISMISSED: "一方已不是有效会员，合并不再进行。"}


class MergeEvents(ReadOnlyInline):
    model = MergeEvent
    fields = readonly_fields = ["moment", "who", "change", "note"]
    verbose_name_plural = "经过"
    moment = moment_column("at", "时间")

    @admin.display(description="操作方")
    def who(self, event: MergeEvent) -> str:
        return AuditEntry.ActorKind(event.actor_kind).label

    @admin.display(description="变化")
    def change(self, event: MergeEvent) -> str:
        after = MergeState(event.after).label
        return f"{MergeState(event.before).label} → {after}" if event.before else after


class DismissForm(DeskForm):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)


class UndoForm(DeskForm):
    reason = forms.CharField(label="撤销原因", max_length=200, widget=forms.Textarea)

    def prepare(self, subject: Any) -> None:
        """Say beforehand what contradicts."""
        obstacles = services.undo_obstacles(case_id=subject.pk, at=clock.now())
        self.fields["reason"].help_text = (
            "不能撤销：" + "；".join(obstacles) if obstacles else "检查通过：后来的业务与撤销不相抵触"
        )


@admin.register(MergeCase)
class MergeDesk(ReadOnlyDesk):
    list_display = ["__str__", "source_page", "target_page", "evidence", "state_badge", "opened", "merged", "undoable"]
    list_filter = ["state", "evidence", "opened_at"]
    list_select_related = ["source", "target"]
    search_fields = ["source__number", "source__nickname", "target__number", "target__nickname"]
    search_help_text = "任一方的会员号或昵称"
    inlines = [MergeEvents]
    actions_detail = ["confirm", "retry", "dismiss", "undo"]
    source_page = link_column("source", "并入方")
    target_page = link_column("target", "保留方")
    state_badge = state_column("state", "状态", COLOURS)
    opened = moment_column("opened_at", "发现时间")
    merged = moment_column("merged_at", "合并时间")
    undoable = moment_column("undo_until", "可撤销至")
    next_try = moment_column("next_try_at", "下次尝试")
    readonly_fields = ["source_page", "target_page", "state_badge", "opened", "merged", "undoable", "next_try"]
    readonly_fields += ["against", "moves"]
    fieldsets = [
        ("谁并入谁", {"fields": ["source_page", "target_page", "evidence", "note", "state_badge"]}),
        ("迁移内容", {"fields": ["moves", "against"]}),
        ("时间", {"fields": ["opened", "merged", "undoable", "next_try", "tries"]}),
    ]

    @admin.display(description="内容")
    def moves(self, case: MergeCase) -> SafeString | str:
        rows = [
            (room, "、".join(f"{label} {count}" for label, count in counts.items()))
            for room, counts in merge_preview(case)
        ]
        if not rows:
            return "没有需要迁移的内容"
        line = '<tr><th class="text-left font-semibold pr-6 py-1">{}</th><td class="py-1">{}</td></tr>'
        return format_html('<table class="text-sm">{}</table>', format_html_join("", line, rows))

    @admin.display(description="阻碍")
    def against(self, case: MergeCase) -> SafeString | str:
        said = merge_sentences(case) or case.reasons
        return (
            format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in said)))
            if said
            else "无"
        )

    @desk_action(
        label="确认合并",
        permission="members_accounts.merge_member",
        confirm="并入方名下的全部内容将归保留方，登录中的手机会以保留方继续。有阻碍时等待，障碍消除后自动合并。",
        when=lambda case: case.state == MergeState.PROPOSED,
        atomic=False,
    )
    def confirm(self, request: HttpRequest, case: MergeCase, data: dict[str, Any]) -> str:
        return _said(services.confirm_merge(case_id=case.pk, actor=actor_of(request), at=clock.now()))

    @desk_action(
        label="现在再试",
        permission="members_accounts.merge_member",
        when=lambda case: case.state == MergeState.WAITING,
        atomic=False,
    )
    def retry(self, request: HttpRequest, case: MergeCase, data: dict[str, Any]) -> str:
        return _said(services.carry_out(case_id=case.pk, actor=actor_of(request), at=clock.now()))

    @desk_action(
        label="不合并",
        permission="members_accounts.merge_member",
        form=DismissForm,
        confirm="认定不是同一人；同样的依据不会再自动提出。",
        when=lambda case: case.state in OPEN,
        variant="danger",
    )
    def dismiss(self, request: HttpRequest, case: MergeCase, data: dict[str, Any]) -> str:
        services.dismiss_merge(case_id=case.pk, reason=data["reason"], actor=actor_of(request), at=clock.now())
        return "已记为不合并。"

    @desk_action(
        label="撤销合并",
        permission="members_accounts.unmerge_member",
        form=UndoForm,
        confirm="合并时迁移的内容归还并入方；合并后新的登录会退出，需重新登录。",
        when=lambda case: case.state == MergeState.MERGED,
        variant="danger",
    )
    def undo(self, request: HttpRequest, case: MergeCase, data: dict[str, Any]) -> str:
        services.undo_merge(case_id=case.pk, reason=data["reason"], actor=actor_of(request), at=clock.now())
        return "合并已撤销。"


def _said(case: MergeCase) -> str:
    waiting = "暂不能合并，等待：" + "；".join(case.reasons)
    return SAID.get(MergeState(case.state), waiting)
