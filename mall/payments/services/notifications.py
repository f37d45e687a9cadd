"""Notifications: verified, stored once by their id, answered; the work is done after (rules 5.3)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from kernel.outbox.services import publish
from mall.payments.facts import NotificationReceived
from mall.payments.gateways import gateway_of
from mall.payments.models import Notification, PaymentException
from mall.payments.services.exceptions import report
from mall.payments.services.moving import PaymentNotFound, RefundNotFound
from mall.payments.services.refunding import settle_refund
from mall.payments.services.settling import settle
from mall.payments.shapes import ChannelNotification, ChannelResult, Merchant, RefundResult


def receive_notification(*, channel: str, headers: Mapping[str, str], body: bytes, at: datetime) -> Notification:
    """Verify a notification and store it once; copies find the first.

    :raises BadNotification: not from the channel, altered, or more than five minutes old.
    """
    told = gateway_of(channel).read_notification(headers, body, at)
    try:
        return _store(channel, told, at)
    except IntegrityError:
        return Notification.objects.get(channel=channel, event_id=told.event_id[:64])


@transaction.atomic
def _store(channel: str, told: ChannelNotification, at: datetime) -> Notification:
    stored = Notification.objects.create(
        channel=channel,
        event_id=told.event_id[:64],
        event_type=told.event_type[:40],
        content=_content(told),
        received_at=at,
    )
    publish(NotificationReceived(notification_id=stored.pk))
    return stored


@transaction.atomic
def process_notification(*, notification_id: int, at: datetime) -> Notification:
    """Do what a stored notification is about. Idempotent: a second run finds it done, and the money settled."""
    stored = Notification.objects.get(pk=notification_id)
    if stored.state != Notification.State.WAITING:
        return stored
    about = _about(stored.content)
    if about is None:
        return _end(stored, Notification.State.REFUSED, at, note="不处理的通知类型")
    try:
        if isinstance(about, ChannelResult):
            settle(number=about.number, evidence=about, at=at)
        else:
            settle_refund(number=about.number, result=about, at=at)
    except (PaymentNotFound, RefundNotFound) as missing:
        detail = f"{stored.event_type} {stored.event_id}：{missing.title}"
        report(kind=PaymentException.Kind.UNMATCHED, reference=about.number[:64], detail=detail, at=at)
        return _end(stored, Notification.State.REFUSED, at, note=missing.title)
    return _end(stored, Notification.State.DONE, at)


def _end(stored: Notification, state: Notification.State, at: datetime, *, note: str = "") -> Notification:
    stored.state, stored.done_at, stored.note = state, at, note
    stored.save(update_fields=["state", "done_at", "note"])
    return stored


def _content(told: ChannelNotification) -> dict[str, Any]:
    """Return what is kept of a notification, as JSON values."""
    if told.about is None:
        return {}
    kept = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(told.about).items()
    }
    return {"topic": "payment" if isinstance(told.about, ChannelResult) else "refund", **kept}


def _about(content: dict[str, Any]) -> ChannelResult | RefundResult | None:
    fields = {name: value for name, value in content.items() if name != "topic"}
    for name in ("paid_at", "succeeded_at"):
        if fields.get(name):
            fields[name] = datetime.fromisoformat(fields[name])
    match content.get("topic"):
        case "payment":
            return ChannelResult(
                **fields | {"merchant": Merchant(**fields["merchant"]) if fields["merchant"] else None}
            )
        case "refund":
            return RefundResult(**fields)
    return None
