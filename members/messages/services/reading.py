"""Read messages of one's own inbox."""

from datetime import datetime

from django.db import transaction

from kernel.errors import NotFound
from members.messages.models import Message


class MessageNotFound(NotFound):
    code, title = "message_not_found", "消息不存在"


@transaction.atomic
def read_message(*, member_id: int, message_id: int, at: datetime) -> Message:
    """Mark one message as read; again changes nothing.

    :raises MessageNotFound: there is none, or it is somebody else's.
    """
    mine = Message.objects.owned_by(member_id).in_inbox()
    mine.filter(pk=message_id, read_at=None).update(read_at=at)
    message = mine.filter(pk=message_id).first()
    if message is None:
        raise MessageNotFound
    return message


@transaction.atomic
def read_all(*, member_id: int, at: datetime) -> int:
    """Mark everything in the inbox as read; return how many were not."""
    return Message.objects.owned_by(member_id).unread().update(read_at=at)
