"""A file of grants on one page: what every row would do, the decision, and how far it has come."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel import clock
from kernel.audit.desk import (
    DeskAdmin,
    ReadOnlyInline,
    csv_export,
    desk_action,
    link_column,
    moment_column,
    state_column,
)
from kernel.errors import Refusal
from members.points import services
from members.points.admin.purses import operator_id
from members.points.models import GrantImport, ImportRow
from members.points.services.reading import COLUMNS
from members.points.states import ImportState

MOST_BYTES = 5 * 2**20
VIEW = "members_points.view_grantimport"
UPLOAD = "members_points.upload_grantimport"
APPROVE = "members_points.approve_grantimport"
_COLOURS = {"draft": "info", "waiting": "warning", "running": "primary", "done": "success", "discarded": "default"}
_REPORT = (
    ("文件", lambda batch: batch.file_name),
    ("原因", lambda batch: batch.reason),
    ("状态", lambda batch: batch.get_state_display()),
    ("总行数", lambda batch: batch.row_count),
    ("可发放行数", lambda batch: batch.good_count),
    ("已发放行数", lambda batch: batch.done_count),
    ("合计积分", lambda batch: batch.points_total),
)


class UploadForm(forms.ModelForm):
    file = forms.FileField(
        label="文件", help_text=f"CSV，第一行为“{','.join(COLUMNS)}”，之后每行一位会员；上传后先预览，不会立即发放"
    )

    class Meta:
        model = GrantImport
        fields = ("reason",)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("文件不能超过 5 MB")
        return file

    def read(self, operator: int) -> GrantImport:
        """Upload what the form holds.

        :raises Refusal: the file cannot be used.
        """
        file = self.cleaned_data["file"]
        file.seek(0)
        return services.upload_grants(
            file_name=file.name,
            content=file.read(),
            reason=self.cleaned_data["reason"],
            operator_id=operator,
            at=clock.now(),
        )


class RowInline(ReadOnlyInline):
    model = ImportRow
    verbose_name_plural = "逐行结果"
    fields = ["line", "given", "whose", "points", "outcome_badge", "problem"]
    readonly_fields = ["whose", "outcome_badge"]
    per_page = 50
    whose = link_column("member", "会员")
    outcome_badge = state_column("outcome", "结果", {"ready": "info", "refused": "danger", "granted": "success"})

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRow]:
        """What is refused comes first: that is what operators look for."""
        rows: QuerySet[ImportRow] = super().get_queryset(request).select_related("member")
        return rows.order_by("-outcome", "line")


@admin.register(GrantImport)
class ImportDesk(DeskAdmin):
    form = UploadForm
    list_display = ["uploaded", "file_name", "reason", "good_count", "points_shown", "state_badge", "progress"]
    list_display_links = ["file_name"]
    list_filter = ["state", "uploaded_at"]
    list_select_related = ["uploaded_by", "decided_by"]
    search_fields = ["file_name", "reason"]
    ordering = ["-id"]
    inlines = [RowInline]
    actions = [
        csv_export(label="导出所选", permission="members_points.view_grantimport", name="imports", fields=_REPORT)
    ]
    actions_detail = ["confirm", "approve", "discard"]
    state_badge = state_column("state", "状态", _COLOURS)
    uploaded = moment_column("uploaded_at", "上传时间")
    decided = moment_column("decided_at", "复核时间")
    finished = moment_column("finished_at", "完成时间")
    fields = [
        ("file_name", "reason"), ("state_badge", "takes_two", "progress"),
        ("row_count", "good_count", "done_count", "points_shown"), ("uploaded_by", "uploaded"),
        ("decided_by", "decided"), "finished",
    ]  # fmt: skip
    readonly_fields = ["state_badge", "points_shown", "progress", "uploaded", "decided", "finished"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(UPLOAD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [("上传", {"fields": ["file", "reason"]})] if obj is None else [("批量发放", {"fields": self.fields})]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The file is read while the form is checked, so that what is wrong with it is said beside it."""
        base = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            return base

        class Checked(base):  # type: ignore[valid-type,misc] # made by Django
            def clean(self) -> dict[str, Any]:
                data: dict[str, Any] = super().clean() or self.cleaned_data
                if not self.errors:
                    try:
                        self.made = self.read(operator_id(request))
                    except Refusal as refusal:
                        self.add_error("file", refusal.detail)
                return data

        return Checked

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.__dict__.update(form.made.__dict__)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Go straight to the preview."""
        messages.info(request, "文件已读取，请核对逐行结果后确认发放。")
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:members_points_grantimport_change", args=[obj.pk]))

    @admin.display(description="合计积分", ordering="points_total")
    def points_shown(self, batch: GrantImport) -> str:
        return f"{batch.points_total:,}"

    @admin.display(description="进度")
    def progress(self, batch: GrantImport) -> SafeString | str:
        if batch.state not in (ImportState.RUNNING, ImportState.DONE):
            return "—"
        bar = '<progress value="{}" max="{}"></progress> {} / {}'
        return format_html(bar, batch.done_count, batch.good_count, batch.done_count, batch.good_count)

    @desk_action(
        label="确认发放",
        permission=UPLOAD,
        when=lambda batch: batch.state == ImportState.DRAFT,
        confirm="只发放“可发放”的行。超过免复核上限时，须由另一位员工复核。",
        icon="send",
    )
    def confirm(self, request: HttpRequest, batch: GrantImport, data: dict[str, Any]) -> str:
        confirmed = services.confirm_import(import_id=batch.pk, at=clock.now())
        return "已提交复核" if confirmed.state == ImportState.WAITING else "开始发放，进度见本页"

    @desk_action(
        label="复核通过",
        permission=APPROVE,
        when=lambda batch: batch.state == ImportState.WAITING,
        confirm="通过后开始发放。上传人自己不能复核。",
        icon="task_alt",
    )
    def approve(self, request: HttpRequest, batch: GrantImport, data: dict[str, Any]) -> str:
        services.approve_import(import_id=batch.pk, operator_id=operator_id(request), at=clock.now())
        return "开始发放，进度见本页"

    @desk_action(
        label="作废",
        permission=UPLOAD,
        when=lambda batch: batch.state in (ImportState.DRAFT, ImportState.WAITING),
        confirm="作废后不会发放，同一文件可以重新上传。",
        icon="block",
        variant="danger",
    )
    def discard(self, request: HttpRequest, batch: GrantImport, data: dict[str, Any]) -> str:
        services.discard_import(import_id=batch.pk, operator_id=operator_id(request), at=clock.now())
        return "已作废"
