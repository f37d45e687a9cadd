"""Parse what a client sends: unknown fields are refused, numbers are numbers, ids are digits (rules 13.3)."""

import re
from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

MAX_ID = 2**63 - 1
# ASCII control characters other than tab and line break, and lone surrogates, which no database takes.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Input(serializers.Serializer[Any]):
    """A request body or query. Base of every input serializer, nested ones included."""

    default_error_messages = {"unknown": "未知的字段"}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(str(key) for key in data.keys() - self.fields.keys())
            if unknown:
                raise serializers.ValidationError({key: [self.error_messages["unknown"]] for key in unknown}, "unknown")
        return super().to_internal_value(data)


@extend_schema_field(
    {"type": ["string", "integer"], "pattern": "^[1-9][0-9]{0,18}$", "minimum": 1, "maximum": MAX_ID, "example": "42"}
)
class IdField(serializers.Field[int, Any, str, Any]):
    """An id: digits in JSON (JavaScript loses integers above 2^53), an integer inside. A bare integer is understood."""

    default_error_messages = {"invalid": "编号格式不正确"}

    def to_internal_value(self, data: Any) -> int:
        text = str(data) if isinstance(data, int) and not isinstance(data, bool) else data
        if not (isinstance(text, str) and text.isascii() and text.isdigit() and 0 < len(text) < 20):
            self.fail("invalid")
        value = int(text)
        if not 0 < value <= MAX_ID:
            self.fail("invalid")
        return value

    def to_representation(self, value: int) -> str:
        return str(value)


class WholeField(serializers.IntegerField):
    """An integer that is written as one: no text, no fraction, no boolean."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    """A boolean that is written as one."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class TextField(serializers.CharField):
    """A text that is written as one; control characters other than a line break are refused."""

    default_error_messages = {"control": "含有不可见的控制字符"}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text = super().to_internal_value(data)
        if _INVISIBLE.search(text):
            self.fail("control")
        return text


def parse(request: Request, kind: type[Input]) -> dict[str, Any]:
    """Return the validated body.

    :raises rest_framework.exceptions.ValidationError: rendered as 422 with a line per field.
    """
    form = kind(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def parse_query(request: Request, kind: type[Input]) -> dict[str, Any]:
    """Return the validated query string; a repeated parameter counts once, the last one."""
    form = kind(data=request.query_params.dict())
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)
