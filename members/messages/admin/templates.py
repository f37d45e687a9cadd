"""The designer: which kinds go by which channels, in which words; a preview with sample values."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string

from kernel.audit.desk import DeskAdmin, badge
from members.messages.admin.forms import TemplateForm
from members.messages.models import Template
from members.messages.ports import GROUPS, find_kind
from members.messages.selectors import previews_of
from members.messages.shared import forget_after_commit


@admin.register(Template)
class TemplateDesk(DeskAdmin):
    form = TemplateForm
    list_display = ["__str__", "group", "channels", "wechat_template", "scene"]
    list_filter = ["uses_wechat", "uses_sms", "scene"]
    list_select_related = ["wechat_template"]
    readonly_fields = ["preview"]
    ordering = ["kind"]
    fieldsets = [
        (None, {"fields": ["kind", "preview"]}),
        (
            "站内信",
            {"fields": ["uses_inbox", "title", "body"], "description": "留空使用系统默认文字。点击变量名即可插入。"},
        ),
        (
            "微信订阅消息",
            {
                "fields": ["uses_wechat", "wechat_template", "wechat_fields", "scene"],
                "description": "选择模板并保存后，为每个字段选择变量；超长的文字自动截短，数字与时间不合要求则不发送。",
            },
        ),
        ("短信", {"fields": ["uses_sms", "sms_text"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new template begins with its kind: what follows depends on it."""
        if obj is None:
            return [(None, {"fields": ["kind", "uses_inbox"]})]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["__str__", "channels", "wechat_template", "scene", "preview"]})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return ["__str__", "channels", "wechat_template", "scene", "preview"]
        return self.readonly_fields if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a kind without its template would go out in other words; channels are turned off instead

    def save_model(self, request: HttpRequest, obj: Template, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_after_commit()

    @admin.display(description="分组")
    def group(self, template: Template) -> str:
        kind = find_kind(template.kind)
        return GROUPS[kind.group] if kind else "—"

    @admin.display(description="渠道")
    def channels(self, template: Template) -> str:
        used = (("站内信", template.uses_inbox), ("微信", template.uses_wechat), ("短信", template.uses_sms))
        return render_to_string("desk/badges.html", {"badges": [badge(name, "info") for name, is_on in used if is_on]})

    @admin.display(description="预览（示例内容）")
    def preview(self, template: Template) -> str:
        return render_to_string("desk/message_previews.html", {"previews": previews_of(template)})
