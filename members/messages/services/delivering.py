"""Send a delivery: claimed in one transaction, handed over outside, its answer recorded in another."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kernel.errors import Conflict, NotFound
from kernel.outbox.services import publish
from members.messages.facts import DeliveryQueued
from members.messages.gateways import Outcome, Result, WechatMessage, send_wechat, sms_gateway
from members.messages.models import Delivery
from members.messages.services.claiming import Job, claim
from members.messages.services.moving import after, move
from members.messages.services.quotas import empty_quota, return_quota
from members.messages.states import DeliveryState, Reason

MOST_ATTEMPTS = 6
# A send takes seconds; whoever holds one for longer is gone.
STUCK_AFTER = timedelta(minutes=10)
_Channel = Delivery.Channel


class DeliveryNotFound(NotFound):
    code, title = "message_delivery_not_found", "发送记录不存在"


class DeliveryNotResendable(Conflict):
    code, title = "delivery_not_resendable", "已发送或正在发送的消息不能重发"


class MayHaveArrived(Conflict):
    code, title = "message_may_have_arrived", "是否送达不明的消息请逐条重发"


def deliver(*, delivery_id: int, at: datetime) -> None:
    """Send a delivery if it is due; doing it twice, or at once, is doing it once. Network."""
    job = claim(delivery_id=delivery_id, at=at)
    if job is not None:
        _settle(job.delivery, _hand_over(job), at)


def _hand_over(job: Job) -> Outcome:
    delivery, content = job.delivery, job.delivery.content
    if delivery.channel == _Channel.WECHAT:
        message = WechatMessage(
            openid=job.recipient,
            template_id=content["template_id"],
            fields=content["fields"],
            page=content["page"],
        )
        return send_wechat(message)
    gateway = sms_gateway()
    if gateway is None:
        return Outcome(Result.REFUSED, "no gateway")
    return gateway.send(request_id=delivery.number, phone=job.recipient, text=content["text"])


@transaction.atomic
def _settle(delivery: Delivery, outcome: Outcome, at: datetime) -> None:
    """Record an answer, unless the delivery was given up as stuck meanwhile."""
    if outcome.result == Result.SENT:
        move(delivery, DeliveryState.SENT, at=at, channel_id=outcome.channel_id, error="")
    elif outcome.result == Result.NO_QUOTA:
        _out_of_quota(delivery, outcome, at)
    elif outcome.result == Result.BUSY or (outcome.result == Result.UNKNOWN and _may_repeat(delivery)):
        _again(delivery, outcome, at)
    else:
        _fail(delivery, outcome, at)


def _may_repeat(delivery: Delivery) -> bool:
    """WeChat knows no key: what may have been sent is not sent again. An SMS is known by its number."""
    return delivery.channel == _Channel.SMS


def _out_of_quota(delivery: Delivery, outcome: Outcome, at: datetime) -> None:
    if move(delivery, DeliveryState.SKIPPED, at=at, reason=Reason.NO_QUOTA, error=outcome.error[:200], quota_of=""):
        template_id = delivery.content["template_id"]
        empty_quota(member_id=delivery.message.member_id, template_id=template_id)


def _again(delivery: Delivery, outcome: Outcome, at: datetime) -> None:
    if delivery.attempts >= MOST_ATTEMPTS:
        _fail(delivery, outcome, at)
        return
    taken = delivery.quota_of
    until = after(delivery.attempts, at)
    changes: dict[str, Any] = {"reason": Reason.BUSY, "error": outcome.error[:200], "quota_of": ""}
    if move(delivery, DeliveryState.QUEUED, at=at, next_attempt_at=until, **changes):
        _give_back(delivery, taken)


def _fail(delivery: Delivery, outcome: Outcome, at: datetime) -> None:
    is_unknown = outcome.result == Result.UNKNOWN
    taken = delivery.quota_of
    reason = Reason.UNKNOWN if is_unknown else Reason.REFUSED
    # Without an answer the quota may be used up at WeChat: it stays taken here.
    kept = taken if is_unknown else ""
    is_moved = move(delivery, DeliveryState.FAILED, at=at, reason=reason, error=outcome.error[:200], quota_of=kept)
    if is_moved and not is_unknown:
        _give_back(delivery, taken)


def _give_back(delivery: Delivery, template_id: str) -> None:
    if template_id:
        return_quota(member_id=delivery.message.member_id, template_id=template_id)


@transaction.atomic
def free_stuck(*, delivery_id: int, at: datetime) -> bool:
    """Take a delivery from a sender that is gone: again for SMS, an unknown end for WeChat."""
    stuck = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.SENDING, claimed_at__lte=at - STUCK_AFTER)
    delivery = stuck.locked().select_related("message").first()
    if delivery is None:
        return False
    _settle(delivery, Outcome(Result.UNKNOWN, "sender gone"), at)
    return True


@transaction.atomic
def resend(*, delivery_id: int, at: datetime) -> Delivery:
    """Queue again what failed or was skipped, for an operator; the relay sends it, as wishes and hours allow.

    :raises DeliveryNotFound: there is none. :raises DeliveryNotResendable: it was sent, or is on its way.
    """
    delivery = Delivery.objects.locked().filter(pk=delivery_id).first()
    if delivery is None:
        raise DeliveryNotFound
    if delivery.state not in (DeliveryState.FAILED, DeliveryState.SKIPPED):
        raise DeliveryNotResendable
    move(delivery, DeliveryState.QUEUED, at=at, reason=Reason.NONE, error="", attempts=0, quota_of="")
    publish(DeliveryQueued(delivery_id=delivery.pk))
    return delivery
