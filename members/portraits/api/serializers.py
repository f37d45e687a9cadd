"""What a member reads and answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.web.inputs import Input
from members.portraits.models import PortraitField
from members.portraits.selectors import Answer

MOST_ANSWERS = 100
VALUE = {
    "type": ["string", "integer", "array"],
    "items": {"type": "string"},
    "description": "文字、整数、日期（YYYY-MM-DD）、选项，或多个选项；没有为 null",
    "example": "干性",
}


@extend_schema_field(VALUE)
class AnswerField(serializers.JSONField):
    """Whatever JSON; what it may be says the question's kind, in the service."""


class PortraitInput(Input):
    values = serializers.DictField(
        child=AnswerField(allow_null=True),
        allow_empty=False,
        help_text="字段代码 → 内容；null 为清除；没提到的不变",
    )

    def validate_values(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse what no form of ours sends."""
        if len(values) > MOST_ANSWERS:
            raise serializers.ValidationError(f"一次最多 {MOST_ANSWERS} 项")
        return values


class AnswerOutput(serializers.Serializer[Answer]):
    code = serializers.CharField(source="field.code")
    label = serializers.CharField(source="field.label")  # type: ignore[assignment] # a field of ours, not the setting
    kind = serializers.ChoiceField(source="field.kind", choices=PortraitField.Kind.choices)
    options = serializers.ListField(source="field.options", child=serializers.CharField())
    help_text = serializers.CharField(source="field.help_text")  # type: ignore[assignment] # as above
    needs_consent = serializers.BooleanField(source="field.needs_consent")
    value = AnswerField(allow_null=True)
    answered_at = serializers.DateTimeField(source="at", allow_null=True)


class PortraitOutput(serializers.Serializer[Any]):
    has_consent = serializers.BooleanField(help_text="已同意使用个性化信息")
    results = AnswerOutput(many=True)
