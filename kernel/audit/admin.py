"""The audit log, to read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from kernel.audit.desk import ReadOnlyDesk, csv_export, moment_column, show_moment
from kernel.audit.models import AuditEntry, Verification
from kernel.audit.presentation import changes_of, page_of, title_of


def who_of(entry: Any) -> str:
    """Return who acted: an operator by name, anyone else by kind and number."""
    if entry.actor_kind == AuditEntry.ActorKind.OPERATOR:
        return entry.operator_name or f"员工 {entry.actor_id}"
    kind = entry.get_actor_kind_display()
    return f"{kind} {entry.actor_id}" if entry.actor_id else str(kind)


class OperatorFilter(admin.SimpleListFilter):
    """Only operators: the log of members and clocks is read by kind."""

    title = "员工"
    parameter_name = "operator"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(operator.pk), str(operator)) for operator in get_user_model()._default_manager.order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if not (self.value() or "").isdigit():
            return queryset
        return queryset.filter(actor_kind=AuditEntry.ActorKind.OPERATOR, actor_id=int(str(self.value())))


class ActionFilter(admin.SimpleListFilter):
    """What has been done so far, by what operators read."""

    title = "操作"
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        acts = AuditEntry.objects.order_by("label").values_list("action", "label").distinct()[:200]
        return list(acts)

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditDesk(ReadOnlyDesk):
    list_display = ["sequence", "moment", "who", "label", "what"]
    list_filter = [OperatorFilter, ActionFilter, "actor_kind", ("at", RangeDateFilter)]
    search_fields = ["label", "action", "target", "request_id"]
    search_help_text = "按操作、对象或请求编号搜索"
    date_hierarchy = "at"
    ordering = ["-sequence"]
    fieldsets = [
        (None, {"fields": ["moment_in_full", "who", "label", "action", "what", "request_id"]}),
        ("变更内容", {"fields": ["changes"]}),
        ("防篡改", {"fields": ["sequence", "previous", "digest"]}),
    ]
    actions = [
        csv_export(
            label="导出所选",
            permission="kernel_audit.view_auditentry",
            name="audit",
            fields=[
                ("序号", lambda entry: entry.sequence),
                ("时间", lambda entry: show_moment(entry.at)),
                ("操作人", who_of),
                ("操作", lambda entry: entry.label),
                ("对象", lambda entry: title_of(entry.target)),
                ("操作前", lambda entry: entry.before),
                ("操作后", lambda entry: entry.after),
            ],
        )
    ]

    moment = moment_column("at", "时间")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """An entry has no history but itself."""
        return super().change_view(request, object_id, form_url, {"show_history": False, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        operators = get_user_model()._default_manager.filter(pk=OuterRef("actor_id")).values("display_name")
        entries: QuerySet[AuditEntry] = super().get_queryset(request)
        return entries.annotate(operator_name=Subquery(operators[:1]))

    @admin.display(description="时间")
    def moment_in_full(self, entry: AuditEntry) -> str:
        return f"{show_moment(entry.at)}:{entry.at:%S}"

    @admin.display(description="操作人", ordering="actor_id")
    def who(self, entry: AuditEntry) -> str:
        return who_of(entry)

    @admin.display(description="对象")
    def what(self, entry: AuditEntry) -> str:
        title, page = title_of(entry.target), page_of(entry.target)
        return format_html('<a href="{}" class="text-primary-600">{}</a>', page, title) if page else title

    @admin.display(description="变更")
    def changes(self, entry: AuditEntry) -> str:
        return render_to_string("desk/changes.html", {"rows": list(changes_of(entry))})


@admin.register(Verification)
class VerificationDesk(ReadOnlyDesk):
    """What `manage.py verify` found, night by night."""

    list_display = ["checked_on", "moment", "checks", "broken", "verdict"]
    list_filter = [("checked_on", RangeDateFilter)]
    fields = ["checked_on", "moment", "checks", "broken", "milliseconds", "named"]
    readonly_fields = fields

    moment = moment_column("at", "核对时间")

    @display(description="结论", label={"一致": "success", "不一致": "danger"})
    def verdict(self, night: Verification) -> str:
        return "不一致" if night.broken else "一致"

    @admin.display(description="不成立的内容")
    def named(self, night: Verification) -> str:
        return render_to_string("desk/findings.html", {"findings": night.findings})
