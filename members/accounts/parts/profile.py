"""What two members told about themselves: the target's word stands, the source fills its gaps."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from members.accounts.models import Member
from members.accounts.services.sign_in import NEW_NICKNAME


def move(source_id: int, target_id: int) -> dict[str, list[Any]]:
    """Fill the target's gaps; return {field: [before, after]} of what changed. The source keeps its own words."""
    source, target = Member.objects.get(pk=source_id), Member.objects.get(pk=target_id)
    journal: dict[str, list[Any]] = {}
    for name, value in _wanted(source, target).items():
        before = getattr(target, name)
        if value != before:
            journal[name] = [_plain(before), _plain(value)]
            setattr(target, name, value)
    target.save(update_fields=list(journal))
    return journal


def undo(journal: Mapping[str, list[Any]], *, target_id: int) -> None:
    """Take the fillings out where they are still the same; what was said since stays."""
    target = Member.objects.get(pk=target_id)
    kept = {field.name: field for field in Member._meta.concrete_fields}
    back = [name for name, (_, after) in journal.items() if _plain(getattr(target, name)) == after]
    for name in back:
        setattr(target, name, kept[name].to_python(journal[name][0]))
    target.save(update_fields=back)


def _wanted(source: Member, target: Member) -> dict[str, Any]:
    first = min(source, target, key=lambda member: (member.joined_at, member.pk))
    paid = [moment for moment in (source.first_paid_at, target.first_paid_at) if moment]
    return {
        "nickname": source.nickname if target.nickname == NEW_NICKNAME else target.nickname,
        "avatar": target.avatar.name or source.avatar.name,
        "gender": source.gender if target.gender == Member.Gender.UNKNOWN else target.gender,
        "birthday_on": target.birthday_on or source.birthday_on,
        "joined_at": first.joined_at,
        "first_scene": first.first_scene,
        "first_visitor_id": first.first_visitor_id,
        "last_seen_at": max(source.last_seen_at, target.last_seen_at),
        # Whoever has paid under one identity is no newcomer under another (rules 2.9).
        "first_paid_at": min(paid) if paid else None,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.name if hasattr(value, "name") else value
