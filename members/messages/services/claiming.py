"""Decide about a delivery whose turn has come: it goes now, later, or not at all. No network here."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kernel import clock
from members.accounts.models import Member
from members.accounts.selectors import find_openid
from members.messages.hours import quiet_until
from members.messages.models import Delivery, MessageSettings, Template
from members.messages.options import DAILY_CAP, QUIET_FROM, QUIET_UNTIL
from members.messages.ports import MessageKind, find_kind
from members.messages.rendering import Rendered, render_sms, render_wechat
from members.messages.services.moving import move, put_off
from members.messages.services.quotas import take_quota
from members.messages.services.settings import count_today
from members.messages.states import DeliveryState, Reason

_Channel = Delivery.Channel


@dataclass(frozen=True)
class Job:
    """A delivery that is being sent, to an openid or a phone."""

    delivery: Delivery
    recipient: str


class NotSent(Exception):
    """The delivery ends here."""

    def __init__(self, reason: Reason, error: str = "") -> None:
        super().__init__(reason)
        self.reason, self.error = reason, error


class NotNow(Exception):
    """The delivery waits."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


@transaction.atomic
def claim(*, delivery_id: int, at: datetime) -> Job | None:
    """Take a due delivery for sending; None where it is not due, waits longer, or ends without being sent."""
    delivery = Delivery.objects.due(at).locked().select_related("message__member").filter(pk=delivery_id).first()
    if delivery is None:
        return None
    try:
        # What was taken for a delivery that then is not sent is put back with this savepoint.
        with transaction.atomic():
            return _taken(delivery, at)
    except NotNow as later:
        put_off(delivery, until=later.until, reason=Reason.QUIET)
    except NotSent as end:
        state = DeliveryState.FAILED if end.reason == Reason.UNFIT else DeliveryState.SKIPPED
        move(delivery, state, at=at, reason=end.reason, error=end.error[:200])
    return None


def _taken(delivery: Delivery, at: datetime) -> Job:
    message = delivery.message
    if message.member.state != Member.State.ACTIVE:
        raise NotSent(Reason.MEMBER_GONE)
    kind, template = _words_of(delivery)
    _check_wishes(kind, message.member_id, at)
    recipient = _recipient_of(delivery)
    rendered = _rendered(delivery, kind, template)
    if kind.is_optional and not delivery.attempts:
        _count(message.member_id, at)
    quota_of = _take_quota(delivery, template)
    move(
        delivery,
        DeliveryState.SENDING,
        at=at,
        reason=Reason.NONE,
        content=dict(rendered.content),
        quota_of=quota_of,
        attempts=delivery.attempts + 1,
    )
    return Job(delivery, recipient)


def _words_of(delivery: Delivery) -> tuple[MessageKind, Template]:
    kind = find_kind(delivery.message.kind)
    template = Template.objects.of_kind(delivery.message.kind).first()
    is_on = template and (template.uses_wechat if delivery.channel == _Channel.WECHAT else template.uses_sms)
    if kind is None or template is None or not is_on:
        raise NotSent(Reason.CHANNEL_OFF)
    return kind, template


def _check_wishes(kind: MessageKind, member_id: int, at: datetime) -> None:
    if kind.is_optional:
        wishes = MessageSettings.objects.filter(member_id=member_id).first()
        if wishes is not None and kind.group in wishes.muted:
            raise NotSent(Reason.MUTED)
    end = quiet_until(at, begins=QUIET_FROM.get(), ends=QUIET_UNTIL.get())
    if end is not None and not kind.is_urgent:
        raise NotNow(end)


def _recipient_of(delivery: Delivery) -> str:
    if delivery.channel == _Channel.WECHAT:
        openid = find_openid(member_id=delivery.message.member_id, appid=settings.WECHAT_APPID)
        if not openid:
            raise NotSent(Reason.NO_OPENID)
        return openid
    if not settings.SMS_GATEWAY:
        raise NotSent(Reason.CHANNEL_OFF)
    if not delivery.message.member.has_phone:
        raise NotSent(Reason.NO_PHONE)
    return delivery.message.member.phone


def _rendered(delivery: Delivery, kind: MessageKind, template: Template) -> Rendered:
    values = delivery.message.values
    is_wechat = delivery.channel == _Channel.WECHAT
    rendered = render_wechat(template, kind, values) if is_wechat else render_sms(template, values)
    if rendered.unfit:
        raise NotSent(Reason.UNFIT, "；".join(rendered.unfit))
    return rendered


def _count(member_id: int, at: datetime) -> None:
    if not count_today(member_id=member_id, day=clock.date_of(at), cap=DAILY_CAP.get()):
        raise NotSent(Reason.DAILY_CAP)


def _take_quota(delivery: Delivery, template: Template) -> str:
    if delivery.channel != _Channel.WECHAT or template.wechat_template is None:
        return ""
    if not take_quota(member_id=delivery.message.member_id, template=template.wechat_template):
        raise NotSent(Reason.NO_QUOTA)
    return "" if template.wechat_template.is_long_term else template.wechat_template.template_id
