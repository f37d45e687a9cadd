"""What an answer may be, by the kind of its question. Pure."""

from datetime import date
from typing import Any

from kernel.errors import Invalid
from members.portraits.models import PortraitField

TEXT_LENGTH = 200
LARGEST = 10**12
EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)


class AnswerInvalid(Invalid):
    code, title = "answer_invalid", "填写的内容不符合要求"


def checked(field: PortraitField, value: Any) -> Any:
    """Return an answer in the form it is kept.

    :raises AnswerInvalid: names the field.
    """
    kinds = PortraitField.Kind
    match field.kind:
        case kinds.TEXT if isinstance(value, str) and value.strip() and len(value) <= TEXT_LENGTH:
            return value.strip()
        case kinds.NUMBER if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
            return value
        case kinds.DATE if _is_date(value):
            return value
        case kinds.CHOICE if isinstance(value, str) and value in field.options:
            return value
        case kinds.CHOICES if _are_options(field, value):
            return [option for option in field.options if option in value]
    raise AnswerInvalid(
        f"{field.label}：{_EXPECTED[kinds(field.kind)]}",
        errors=[{"field": field.code, "code": "invalid", "message": _EXPECTED[kinds(field.kind)]}],
    )


_EXPECTED = {
    PortraitField.Kind.TEXT: f"1-{TEXT_LENGTH} 个字",
    PortraitField.Kind.NUMBER: "整数",
    PortraitField.Kind.DATE: "日期，例如 1995-06-18",
    PortraitField.Kind.CHOICE: "从选项中选一个",
    PortraitField.Kind.CHOICES: "从选项中选一个或几个",
}


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and EARLIEST <= date.fromisoformat(value) <= LATEST
    except ValueError:
        return False


def _are_options(field: PortraitField, value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(one in field.options for one in value)
