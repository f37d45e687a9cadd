"""Audiences and who is in them; members come and go by lists and by ticking, never by typing ids."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from kernel import clock
from kernel.audit.desk import (
    DeskAdmin,
    DeskForm,
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    bulk_action,
    desk_action,
    link_column,
    moment_column,
    state_column,
)
from members.audiences import services
from members.audiences.models import Audience, AudienceImport, AudienceMember
from members.audiences.services import NewList
from members.audiences.services.reading import MOST_BYTES

FILL = "members_audiences.fill_audience"
IMPORT_COLOURS = {"draft": "warning", "applied": "success"}


class ListForm(DeskForm):
    mode = forms.ChoiceField(label="方式", choices=AudienceImport.Mode.choices)
    file = forms.FileField(label="名单文件", required=False, help_text="CSV，第一列是会员号或手机号，最多 10 万行")
    lines = forms.CharField(
        label="或粘贴名单",
        required=False,
        max_length=200_000,
        widget=forms.Textarea,
        help_text="每行一个会员号或手机号",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        file: UploadedFile | None = data.get("file")
        if bool(file) == bool(data.get("lines")):
            raise forms.ValidationError("请上传文件或粘贴名单，二选一。")
        if file and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("文件过大，请拆分。")
        return data


class ImportRows(ReadOnlyInline):
    model = AudienceImport
    verbose_name_plural = "导入记录"
    fields = ["page", "mode", "found_count", "problem_count", "state_badge", "uploaded"]
    readonly_fields = ["page", "found_count", "state_badge", "uploaded"]
    per_page = 10
    state_badge = state_column("state", "状态", IMPORT_COLOURS)
    uploaded = moment_column("uploaded_at", "上传时间")

    @admin.display(description="文件")
    def page(self, batch: AudienceImport) -> SafeString:
        url = reverse("admin:members_audiences_audienceimport_change", args=[batch.pk])
        return format_html('<a href="{}" class="text-primary-600">{}</a>', url, batch.file_name)

    @admin.display(description="找到会员")
    def found_count(self, batch: AudienceImport) -> int:
        return batch.found


@admin.register(Audience)
class AudienceDesk(DeskAdmin):
    list_display = ["name", "code", "kind_badge", "size", "members_page", "changed"]
    list_filter = ["kind"]
    search_fields = ["name", "code", "description"]
    ordering = ["name"]
    fields = ["name", "code", "description", "kind_badge", "size", "members_page", "changed"]
    readonly_fields = ["kind_badge", "size", "members_page", "changed"]
    inlines = [ImportRows]
    actions_detail = ["import_members"]
    kind_badge = state_column("kind", "类型", {"computed": "info"})
    changed = moment_column("changed_at", "名单更新时间")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the code of an audience that others refer to by it."""
        return [*self.readonly_fields, "code"] if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="成员")
    def members_page(self, audience: Audience) -> SafeString | str:
        if audience.pk is None:
            return "—"
        url = reverse("admin:members_audiences_audiencemember_changelist")
        return format_html(
            '<a href="{}?audience__id__exact={}" class="text-primary-600">查看名单</a>', url, audience.pk
        )

    @desk_action(
        label="增减成员",
        permission=FILL,
        form=ListForm,
        icon="group_add",
        variant="primary",
        when=lambda audience: audience.kind == Audience.Kind.STATIC,
        confirm="先读取名单并预览，在“导入记录”中确认后才会执行。",
        audit=False,
    )
    def import_members(self, request: HttpRequest, audience: Audience, data: dict[str, Any]) -> str:
        file: UploadedFile | None = data["file"]
        content = file.read() if file else data["lines"].encode()
        name = str(file.name) if file else "粘贴的名单"
        given = NewList(audience_id=audience.pk, mode=data["mode"], file_name=name, content=content)
        batch = services.read_import(given=given, operator_id=actor_of(request).id or 0, at=clock.now())
        found = f"找到 {batch.found} 位会员，{batch.problem_count} 行有问题"
        return f"已读取 {batch.row_count} 行，{found}，请在“导入记录”中确认。"


@admin.register(AudienceMember)
class AudienceMemberDesk(ReadOnlyDesk):
    list_display = ["member_page", "audience", "added"]
    list_filter = [("audience", AutocompleteSelectFilter)]
    list_select_related = ["audience", "member"]
    search_fields = ["member__nickname", "member__number"]
    ordering = ["-id"]
    fields = ["member_page", "audience", "added"]
    readonly_fields = ["member_page", "added"]
    actions = ["let_go"]
    member_page = link_column("member", "会员")
    added = moment_column("added_at", "加入时间")

    @bulk_action(label="移出人群", permission=FILL)
    def let_go(self, request: HttpRequest, place: AudienceMember) -> None:
        if place.audience.kind != Audience.Kind.STATIC:
            raise services.AudienceComputed
        services.remove_members(audience_id=place.audience_id, member_ids=[place.member_id], at=clock.now())

    def get_queryset(self, request: HttpRequest) -> QuerySet[AudienceMember]:
        rows: QuerySet[AudienceMember] = super().get_queryset(request).select_related("audience")
        return rows
