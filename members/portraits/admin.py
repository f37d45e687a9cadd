"""The designer of questions, and the answers of each member."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from kernel import clock
from kernel.audit.desk import (
    DeskAdmin,
    DeskForm,
    ReadOnlyDesk,
    ReadOnlyInline,
    desk_action,
    moment_column,
    text_column,
)
from members.portraits.models import Portrait, PortraitField, PortraitValue
from members.portraits.selectors import answers_of
from members.portraits.services import answer

Kind = PortraitField.Kind
CHOSEN = (Kind.CHOICE, Kind.CHOICES)


class FieldForm(forms.ModelForm):
    """Options are typed one per line."""

    option_lines = forms.CharField(
        label="选项", required=False, widget=forms.Textarea, help_text="单选、多选时填写，每行一个；至少两个"
    )

    class Meta:
        model = PortraitField
        exclude = ["options"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option_lines"].initial = "\n".join(self.instance.options)

    def clean(self) -> dict[str, Any]:
        """Turn lines into options, and keep to what has been answered."""
        data: dict[str, Any] = super().clean() or {}
        lines = [line.strip() for line in data.get("option_lines", "").splitlines() if line.strip()]
        options = list(dict.fromkeys(lines))
        kind = data.get("kind") or self.instance.kind
        if kind in CHOSEN and len(options) < 2:
            self.add_error("option_lines", "请填写至少两个选项，每行一个")
        if any(len(option) > 30 for option in options):
            self.add_error("option_lines", "每个选项最多 30 个字")
        self.instance.options = options if kind in CHOSEN else []
        return data


@admin.register(PortraitField)
class PortraitFieldDesk(DeskAdmin):
    form = FieldForm
    list_display = ["label", "code", "kind", "needs_consent", "is_for_segments", "is_asked", "is_active", "answered"]
    list_filter = ["kind", "is_active", "needs_consent"]
    search_fields = ["label", "code"]
    ordering = ["position", "id"]
    fieldsets = [
        ("问什么", {"fields": ["code", "label", "kind", "option_lines", "help_text", "position"]}),
        ("怎么用", {"fields": ["needs_consent", "is_for_segments", "is_asked", "is_active"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PortraitField]:
        queryset: QuerySet[PortraitField] = super().get_queryset(request).annotate(answers=Count("values"))
        return queryset

    def get_readonly_fields(self, request: HttpRequest, obj: PortraitField | None = None) -> list[str]:
        """Keep code and kind of a question that exists: answers and segments rest on them."""
        return ["code", "kind"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="已填人数", ordering="answers")
    def answered(self, field: Any) -> int:
        return int(field.answers)


class AnswerInline(ReadOnlyInline):
    model = PortraitValue
    fk_name = "member"
    fields = readonly_fields = ["field", "content", "source", "moment"]
    verbose_name_plural = "画像"
    content = text_column("shown", "内容")
    moment = moment_column("at", "填写时间")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PortraitValue]:
        queryset: QuerySet[PortraitValue] = super().get_queryset(request).select_related("field")
        return queryset


class FillForm(DeskForm):
    """One field for each question; empty means no answer."""

    def prepare(self, subject: Any) -> None:
        """Lay out the questions with what is known."""
        for found in answers_of(subject.pk, only_asked=False):
            self.fields[found.field.code] = _asked(found.field, found.value)


@admin.register(Portrait)
class PortraitDesk(ReadOnlyDesk):
    list_display = ["number", "nickname", "answered"]
    list_display_links = ["number", "nickname"]
    search_fields = ["number", "nickname"]
    search_help_text = "会员号或昵称"
    ordering = ["-id"]
    fields = readonly_fields = ["number", "nickname"]
    inlines = [AnswerInline]
    actions_detail = ["fill"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Portrait]:
        current = super().get_queryset(request).exclude(state__in=("merged", "erased"))
        queryset: QuerySet[Portrait] = current.annotate(answers=Count("portrait"))
        return queryset

    @admin.display(description="已填项目", ordering="answers")
    def answered(self, member: Any) -> int:
        return int(member.answers)

    @desk_action(label="填写画像", permission="members_portraits.fill_portrait", form=FillForm)
    def fill(self, request: HttpRequest, member: Portrait, data: dict[str, Any]) -> str:
        values = {code: _kept(value) for code, value in data.items()}
        before = {found.field.code: found.value for found in answers_of(member.pk, only_asked=False)}
        changed = {code: value for code, value in values.items() if value != before.get(code)}
        if changed:
            source = PortraitValue.Source.OPERATOR
            answer(member_id=member.pk, values=changed, source=source, at=clock.now())
        return f"已更新 {len(changed)} 项。"


def _asked(field: PortraitField, value: Any) -> forms.Field:
    given: dict[str, Any] = {
        "label": field.label,
        "help_text": field.help_text,
        "required": False,
        "initial": value,
    }
    match field.kind:
        case Kind.NUMBER:
            return forms.IntegerField(**given)
        case Kind.DATE:
            return forms.DateField(**given, widget=forms.DateInput)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[("", "—"), *((one, one) for one in field.options)], **given)
        case Kind.CHOICES:
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=[(one, one) for one in field.options], widget=widget, **given)
    return forms.CharField(max_length=200, **given)


def _kept(value: Any) -> Any:
    """Return a cleaned value as answers are kept; nothing for an empty one."""
    if value in ("", None, []):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value
