"""How far members are. Rewards are given and expire by services only."""

from django.contrib import admin

from kernel.audit.desk import ReadOnlyDesk, ReadOnlyInline, link_column, moment_column, state_column
from members.tasks.models import ProgressRecord, TaskProgress


class RecordRows(ReadOnlyInline):
    model = ProgressRecord
    fields = ["moment", "key", "amount"]
    readonly_fields = ["moment"]
    per_page = 20
    moment = moment_column("at", "时间")


@admin.register(TaskProgress)
class ProgressDesk(ReadOnlyDesk):
    list_display = ["__str__", "owner", "task_link", "period", "done", "state_badge", "completed", "expires"]
    list_filter = ["state", ("task", admin.RelatedOnlyFieldListFilter), "completed_at"]
    list_select_related = ["member", "task"]
    search_fields = ["member__nickname", "member__number"]
    search_help_text = "会员昵称或会员号"
    fields = ["owner", "task_link", "period", "done", "gives", "state_badge", "began", "completed", "expires", "given"]
    readonly_fields = fields
    inlines = [RecordRows]

    owner = link_column("member", "会员")
    task_link = link_column("task", "任务")
    state_badge = state_column(
        "state", "状态", {"running": "info", "completed": "warning", "claimed": "success", "expired": "default"}
    )
    began = moment_column("began_at", "开始时间")
    completed = moment_column("completed_at", "达成时间")
    expires = moment_column("expires_at", "领取截止")

    @admin.display(description="完成")
    def done(self, row: TaskProgress) -> str:
        return f"{row.count} / {row.target}"

    @admin.display(description="奖励")
    def gives(self, row: TaskProgress) -> str:
        return "、".join(each.text for each in row.promises) or "—"

    @admin.display(description="发放")
    def given(self, row: TaskProgress) -> str:
        claim = getattr(row, "claim", None)
        if claim is None:
            return "—"
        return "自动发放" if claim.is_automatic else "会员领取"
