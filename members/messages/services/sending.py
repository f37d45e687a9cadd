"""Tell a member something: once per kind and key, in the inbox and by the channels that operators chose."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kernel import clock
from kernel.numbers import new_number
from kernel.outbox.services import publish
from members.accounts.models import Member
from members.accounts.selectors import surviving_id
from members.messages.facts import DeliveryQueued
from members.messages.models import Delivery, Message, Template
from members.messages.models.inbox import BODY_CHARS, PAGE_CHARS, TITLE_CHARS
from members.messages.ports import MessageKind, get_kind
from members.messages.wording import UnknownVariable, cleaned, filled, filled_page


@transaction.atomic
def send(*, kind: MessageKind | str, member_id: int, key: str, values: Mapping[str, str], at: datetime) -> None:
    """Tell a member something, once per kind and key. An erased member is told nothing; who was merged
    away is told as who they are today.

    `values` are ready texts for every variable of the kind; they may come from members, and are cleaned here. The
    inbox has it with this transaction; the channels follow, as opt-outs, quiet hours and quotas allow.

    :raises UnknownKind: nobody registered the kind. :raises UnknownVariable: a value is missing.
    """
    kind = get_kind(kind if isinstance(kind, str) else kind.code)
    missing = kind.variables.keys() - values.keys()
    if missing:
        raise UnknownVariable(f"{kind.code}: {sorted(missing)}")
    member_id = surviving_id(member_id)
    if not Member.objects.exclude(state=Member.State.ERASED).filter(pk=member_id).exists():
        return
    known = {name: cleaned(str(values[name])) for name in kind.variables}
    template = Template.objects.of_kind(kind.code).first()
    message, is_new = Message.objects.get_or_create(
        kind=kind.code, key=key, defaults={"member_id": member_id, "sent_at": at, **_written(kind, template, known)}
    )
    if is_new and template is not None:
        _queue(message, template, at)


def _written(kind: MessageKind, template: Template | None, values: Mapping[str, str]) -> dict[str, Any]:
    title, body = _worded(kind, template, values)
    return {
        "group": kind.group,
        "title": title[:TITLE_CHARS],
        "body": body[:BODY_CHARS],
        "page": filled_page(kind.page, values)[:PAGE_CHARS],
        "values": dict(values),
        "is_in_inbox": template is None or template.uses_inbox or not kind.is_optional,
    }


def _worded(kind: MessageKind, template: Template | None, values: Mapping[str, str]) -> tuple[str, str]:
    title, body = template.words_of(kind) if template else (kind.title, kind.body)
    try:
        return filled(title, values), filled(body, values)
    except UnknownVariable:
        # A variable that operators used is gone from the code: the room's own words say it still.
        return filled(kind.title, values), filled(kind.body, values)


def _queue(message: Message, template: Template, at: datetime) -> None:
    wanted = {Delivery.Channel.WECHAT: template.uses_wechat, Delivery.Channel.SMS: template.uses_sms}
    queued = Delivery.objects.bulk_create(
        Delivery(
            message=message,
            channel=channel,
            number=new_number(clock.date_of(at)),
            queued_at=at,
            next_attempt_at=at,
        )
        for channel, is_wanted in wanted.items()
        if is_wanted
    )
    publish(*(DeliveryQueued(delivery_id=delivery.pk) for delivery in queued))
