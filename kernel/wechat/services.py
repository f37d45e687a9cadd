"""Keep what WeChat pushes; the work is done later, by whoever reacts to the fact."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.outbox.services import publish
from kernel.wechat.facts import PushReceived
from kernel.wechat.models import PushReceipt
from kernel.wechat.push import dedupe_key


def receive_push(*, message: Mapping[str, Any], at: datetime) -> bool:
    """Store a verified push once and tell of it; return False for one that is already here."""
    event = _short(message, "Event", 128)
    with transaction.atomic():
        receipt, is_new = PushReceipt.objects.get_or_create(
            key=dedupe_key(message),
            defaults={
                "kind": _short(message, "MsgType", 64),
                "event": event,
                "trace_id": _short(message, "trace_id", 64),
                "message": dict(message),
                "received_at": at,
            },
        )
        if is_new:
            publish(PushReceived(receipt_id=receipt.pk, event=event))
    return is_new


def forget_pushes(*, openids: Iterable[str]) -> int:
    """Empty what was pushed about somebody who is gone: it names them, and may quote them. Return how many."""
    told = PushReceipt.objects.filter(message__FromUserName__in=list(openids))
    return told.update(message={})


def _short(message: Mapping[str, Any], name: str, limit: int) -> str:
    return str(message.get(name, ""))[:limit]
