"""Lists of members that wait to be carried out: what each would do, and the lines that name nobody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel import clock
from kernel.audit.desk import ReadOnlyDesk, desk_action, link_column, moment_column, state_column
from members.audiences import services
from members.audiences.admin.audiences import FILL, IMPORT_COLOURS
from members.audiences.models import AudienceImport
from members.audiences.states import ImportState


def is_draft(batch: AudienceImport) -> bool:
    return batch.state == ImportState.DRAFT


@admin.register(AudienceImport)
class AudienceImportDesk(ReadOnlyDesk):
    list_display = ["audience_page", "file_name", "mode", "found_count", "problem_count", "state_badge", "uploaded"]
    list_filter = ["state", "mode"]
    list_select_related = ["audience"]
    ordering = ["-id"]
    fields = [
        ("audience_page", "state_badge"), ("file_name", "mode"), ("row_count", "found_count", "problem_count"),
        ("added", "removed"), "wrong_lines", ("uploaded", "decided"),
    ]  # fmt: skip
    readonly_fields = ["audience_page", "state_badge", "found_count", "wrong_lines", "uploaded", "decided"]
    actions_detail = ["confirm", "drop"]
    audience_page = link_column("audience", "人群")
    state_badge = state_column("state", "状态", IMPORT_COLOURS)
    uploaded = moment_column("uploaded_at", "上传时间")
    decided = moment_column("decided_at", "处理时间")

    @admin.display(description="找到会员")
    def found_count(self, batch: AudienceImport) -> int:
        return batch.found

    @admin.display(description="有问题的行")
    def wrong_lines(self, batch: AudienceImport) -> SafeString | str:
        """Show the first lines that name nobody."""
        rows = format_html_join(
            "", "<tr><td class='pr-6'>第 {} 行</td><td class='pr-6'>{}</td><td>{}</td></tr>", batch.problems
        )
        return format_html('<table class="text-sm"><tbody>{}</tbody></table>', rows) if batch.problems else "—"

    @desk_action(label="确认执行", permission=FILL, icon="check", variant="primary", when=is_draft)
    def confirm(self, request: HttpRequest, batch: AudienceImport, data: dict[str, Any]) -> str:
        change = services.apply_import(import_id=batch.pk, at=clock.now())
        return f"加入 {change.added} 人，移出 {change.removed} 人，人群现有 {change.size} 人。"

    @desk_action(label="作废", permission=FILL, icon="delete", when=is_draft)
    def drop(self, request: HttpRequest, batch: AudienceImport, data: dict[str, Any]) -> str:
        services.drop_import(import_id=batch.pk, at=clock.now())
        return "导入已作废。"
