"""Tasks are designed here: what is counted, how often, what it earns; beside it how members see and use it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from kernel import clock
from kernel.audit.desk import DeskAdmin, DeskInline, state_column
from kernel.audit.desk.forms import dress
from members.tasks.models import Task, TaskProgress, TaskReward
from members.tasks.ports import promise, reward_kinds
from members.tasks.selectors.figures import CHART_DAYS, days_of, outcome_of

KIND_COLOURS = {"newcomer": "info", "daily": "success", "weekly": "success", "streak": "primary", "one_off": "default"}


class RewardForm(forms.ModelForm):
    """The kinds that stand behind the port, and one that stands in the row already."""

    kind = forms.ChoiceField(label="奖励")

    class Meta:
        model = TaskReward
        fields = ["kind", "amount"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {each.kind: f"{each.label}（{each.unit}）" for each in reward_kinds()}
        present = self.instance.kind
        if present and present not in known:
            known[present] = present
        kind: Any = self.fields["kind"]
        kind.choices = list(known.items())
        dress(self)


class RewardRows(DeskInline):
    model = TaskReward
    form = RewardForm
    tab = False
    hide_title = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let whoever designs a task take a reward off it; what was promised stays promised."""
        return self.has_change_permission(request, obj)


@admin.register(Task)
class TaskDesk(DeskAdmin):
    list_display = ["name", "kind_badge", "event", "target", "gives", "claims", "position", "is_on"]
    list_editable = ["position", "is_on"]
    list_filter = ["kind", "event", "is_on"]
    search_fields = ["name", "code"]
    ordering = ["position", "id"]
    inlines = [RewardRows]
    readonly_fields = ["preview", "outcome"]
    prepopulated_fields: dict[str, Any] = {}
    conditional_fields = {
        "within_days": "kind == 'newcomer'",
        "most_per_day": "kind != 'streak' && kind != 'newcomer' && kind != 'one_off'",
        "most_in_all": "kind != 'newcomer' && kind != 'one_off'",
        "once_per_identity": "kind == 'newcomer' || kind == 'one_off'",
    }
    fieldsets = [
        ("任务", {"fields": [("name", "code"), "description", "page", ("kind", "event", "target")]}),
        ("时间", {"fields": ["starts_at", "ends_at", "within_days"]}),
        ("次数", {"fields": [("most_per_day", "most_in_all")]}),
        ("领取", {"fields": [("needs_claim", "claim_within_days"), ("once_per_device", "once_per_identity")]}),
        ("展示", {"fields": [("position", "is_on"), "preview", "outcome"]}),
    ]

    kind_badge = state_column("kind", "类型", KIND_COLOURS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        rows: QuerySet[Task] = super().get_queryset(request)
        return rows.prefetch_related("rewards")

    def get_readonly_fields(self, request: HttpRequest, obj: Task | None = None) -> Any:
        """Keep what members' progress hangs on as it is, once there is any."""
        fixed = ["code", "kind", "event"] if obj and TaskProgress.objects.filter(task=obj).exists() else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tasks are switched off, never deleted (rules 1.5)."""
        return False

    @admin.display(description="奖励")
    def gives(self, task: Task) -> str:
        return "、".join(promise(each.kind, each.amount).text for each in task.rewards.all()) or "—"

    @admin.display(description="领取方式")
    def claims(self, task: Task) -> str:
        return "会员领取" if task.needs_claim else "自动发放"

    @admin.display(description="会员看到的样子")
    def preview(self, task: Task) -> str:
        if task.pk is None:
            return "保存后显示"
        gives = [promise(each.kind, each.amount).text for each in task.rewards.all()]
        return render_to_string("desk/task_preview.html", {"task": task, "gives": gives})

    @admin.display(description=f"近 {CHART_DAYS} 天")
    def outcome(self, task: Task) -> str:
        if task.pk is None:
            return "保存后显示"
        today = clock.today()
        days = days_of(task, until=today)
        most = max((day.completed for day in days), default=0) or 1
        bars = [{"day": day, "height": day.completed * 60 // most, "x": number * 22} for number, day in enumerate(days)]
        context = {"bars": bars, "width": CHART_DAYS * 22, "totals": outcome_of(task, until=today)}
        return render_to_string("desk/task_outcome.html", context)
