"""What a member wants to hear of, and how much of it a day."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from kernel.errors import Invalid
from members.messages.models import MessageSettings
from members.messages.ports import GROUPS


class UnknownGroup(Invalid):
    code, title = "unknown_message_group", "没有这类消息"


@transaction.atomic
def set_muted_groups(*, member_id: int, groups: Collection[str]) -> MessageSettings:
    """Mute exactly these groups of optional messages: nothing by WeChat or SMS, the inbox stays.

    :raises UnknownGroup: there is no such group.
    """
    if set(groups) - GROUPS.keys():
        raise UnknownGroup
    row, _ = MessageSettings.objects.update_or_create(
        member_id=member_id, defaults={"muted": [code for code in GROUPS if code in groups]}
    )
    return row


@transaction.atomic
def count_today(*, member_id: int, day: date, cap: int) -> bool:
    """Count one more optional message of a Shanghai day; False where the cap is reached. A cap of 0 is none."""
    MessageSettings.objects.get_or_create(member_id=member_id)
    mine = MessageSettings.objects.filter(member_id=member_id)
    has_room = mine.exclude(Q(counted_on=day) & Q(count__gte=cap)) if cap else mine
    counted = Case(When(counted_on=day, then=F("count") + 1), default=Value(1))
    return bool(has_room.update(count=counted, counted_on=day))
