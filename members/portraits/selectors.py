"""Reads of the portrait: the questions, and a member's answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from members.portraits.models import PortraitField, PortraitValue


@dataclass(frozen=True)
class Answer:
    """A question, and what the member has answered, or nothing."""

    field: PortraitField
    value: Any = None
    source: str = ""
    at: datetime | None = None


def asked_fields() -> QuerySet[PortraitField]:
    """Return the questions that members see."""
    return PortraitField.objects.filter(is_active=True, is_asked=True)


def answers_of(member_id: int, *, only_asked: bool = True) -> list[Answer]:
    """Return the questions in their order, with the member's answers. Two queries."""
    fields = asked_fields() if only_asked else PortraitField.objects.filter(is_active=True)
    given = {value.field_id: value for value in PortraitValue.objects.filter(member_id=member_id)}
    return [
        Answer(field, found.value, found.source, found.at) if (found := given.get(field.pk)) else Answer(field)
        for field in fields
    ]


def segment_fields() -> QuerySet[PortraitField]:
    """Return the questions that segments may be made of."""
    return PortraitField.objects.filter(is_active=True, is_for_segments=True)


def members_answering(*, code: str, value: Any) -> QuerySet[PortraitValue]:
    """Return the answers that equal a value: of which members, says `member_id`."""
    return PortraitValue.objects.filter(field__code=code, field__is_for_segments=True, value=value)
