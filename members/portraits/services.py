"""Answers, given and taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.errors import Conflict, Invalid
from members.accounts.services import lock_member
from members.portraits.models import PortraitField, PortraitValue
from members.portraits.values import AnswerInvalid, checked
from members.privacy.purposes import PORTRAIT
from members.privacy.selectors import has_consent

__all__ = ["AnswerInvalid", "FieldUnknown", "PortraitConsentNeeded", "answer", "forget_consented"]

# Whoever answers for a member has asked them; the member's own answers need their consent on record.
OWN = (PortraitValue.Source.MEMBER, PortraitValue.Source.QUIZ)


class FieldUnknown(Invalid):
    code, title = "portrait_field_unknown", "没有这个画像字段"


class PortraitConsentNeeded(Conflict):
    code, title = "portrait_consent_needed", "请先同意使用个性化信息"


@transaction.atomic
def answer(*, member_id: int, values: Mapping[str, Any], source: str, at: datetime) -> None:
    """Keep answers by the code of their question, all or none; None takes one back. Others stay.

    :raises FieldUnknown: no such question, or one that members are not asked.
    :raises AnswerInvalid: not what the question takes.
    :raises PortraitConsentNeeded: the question needs a consent that the member has not given.
    """
    lock_member(member_id=member_id)
    fields = _fields(values, source)
    kept = {code: checked(fields[code], value) for code, value in values.items() if value is not None}
    needing = any(fields[code].needs_consent for code in kept)
    if needing and source in OWN and not has_consent(member_id=member_id, purpose=PORTRAIT.code):
        raise PortraitConsentNeeded
    for code, value in kept.items():
        PortraitValue.objects.update_or_create(
            member_id=member_id, field=fields[code], defaults={"value": value, "source": source, "at": at}
        )
    gone = [fields[code] for code in values if code not in kept]
    PortraitValue.objects.filter(member_id=member_id, field__in=gone).delete()


@transaction.atomic
def forget_consented(*, member_id: int) -> int:
    """Delete the answers that need a consent which was taken back; return how many. Given again meanwhile: none."""
    if has_consent(member_id=member_id, purpose=PORTRAIT.code):
        return 0
    gone, _ = PortraitValue.objects.filter(member_id=member_id, field__needs_consent=True).delete()
    return gone


def _fields(values: Mapping[str, Any], source: str) -> dict[str, PortraitField]:
    known = PortraitField.objects.filter(code__in=list(values), is_active=True)
    if source == PortraitValue.Source.MEMBER:
        known = known.filter(is_asked=True)
    fields = {field.code: field for field in known}
    unknown = sorted(values.keys() - fields.keys())
    if unknown:
        lines = [{"field": code, "code": "unknown", "message": FieldUnknown.title} for code in unknown]
        raise FieldUnknown(errors=lines)
    return fields
