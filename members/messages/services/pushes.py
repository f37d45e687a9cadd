"""What WeChat tells of subscriptions by itself (protocols 3.1): turned off, or not delivered after all."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from kernel.wechat.models import PushReceipt
from members.accounts.models import Identity
from members.messages.models import Delivery
from members.messages.services.moving import move
from members.messages.services.quotas import empty_quota
from members.messages.states import DeliveryState, Reason

TURNED, SENT = "subscribe_msg_change_event", "subscribe_msg_sent_event"


@transaction.atomic
def apply_push(*, receipt_id: int, at: datetime) -> None:
    """Take what a push says of subscriptions; other pushes, and saying it twice, change nothing.

    That somebody accepted is told by the client, and not counted here again.
    """
    message: Mapping[str, Any] = PushReceipt.objects.get(pk=receipt_id).message
    event = message.get("Event")
    if event == TURNED:
        member_id = _member_of(str(message.get("FromUserName", "")))
        for row in _rows(message):
            if member_id and row.get("SubscribeStatusString") == "reject":
                empty_quota(member_id=member_id, template_id=str(row.get("TemplateId", "")), is_turned_off=True)
    elif event == SENT:
        for row in _rows(message):
            # Numbers may come as texts.
            if str(row.get("ErrorCode", "0")) != "0":
                _not_delivered(str(row.get("MsgID", "")), str(row.get("ErrorStatus", ""))[:200], at)


def _rows(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of `List`, which is one object or several."""
    held = message.get("List") or []
    yield from (row for row in (held if isinstance(held, list) else [held]) if isinstance(row, Mapping))


def _member_of(openid: str) -> int | None:
    mine = Identity.objects.filter(provider=Identity.Provider.WECHAT_MINI, appid=settings.WECHAT_APPID, subject=openid)
    return mine.values_list("member_id", flat=True).first()


def _not_delivered(channel_id: str, error: str, at: datetime) -> None:
    sent = Delivery.objects.filter(channel=Delivery.Channel.WECHAT, channel_id=channel_id, state=DeliveryState.SENT)
    for delivery in sent.exclude(channel_id="").locked():
        move(delivery, DeliveryState.FAILED, at=at, reason=Reason.REFUSED, error=error)
