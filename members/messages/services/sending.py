"""Tell a member something: once per kind and key, in the inbox first."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from members.accounts.models import Member
from members.messages.models import Message
from members.messages.models.inbox import BODY_CHARS, PAGE_CHARS, TITLE_CHARS
from members.messages.ports import MessageKind, get_kind
from members.messages.wording import UnknownVariable, cleaned, filled, filled_page


@transaction.atomic
def send(*, kind: MessageKind | str, member_id: int, key: str, values: Mapping[str, str], at: datetime) -> None:
    """Tell a member something, once per kind and key. An erased member is told nothing.

    `values` are ready texts for every variable of the kind; they may come from members, and are cleaned here.

    :raises UnknownKind: nobody registered the kind. :raises UnknownVariable: a value is missing.
    """
    kind = get_kind(kind if isinstance(kind, str) else kind.code)
    missing = kind.variables.keys() - values.keys()
    if missing:
        raise UnknownVariable(f"{kind.code}: {sorted(missing)}")
    if not Member.objects.exclude(state=Member.State.ERASED).filter(pk=member_id).exists():
        return
    known = {name: cleaned(str(values[name])) for name in kind.variables}
    _write(kind, member_id, key, known, at)


def _write(
    kind: MessageKind, member_id: int, key: str, values: Mapping[str, str], at: datetime
) -> tuple[Message, bool]:
    return Message.objects.get_or_create(
        kind=kind.code,
        key=key,
        defaults={
            "member_id": member_id,
            "group": kind.group,
            "title": filled(kind.title, values)[:TITLE_CHARS],
            "body": filled(kind.body, values)[:BODY_CHARS],
            "page": filled_page(kind.page, values)[:PAGE_CHARS],
            "values": dict(values),
            "sent_at": at,
        },
    )
