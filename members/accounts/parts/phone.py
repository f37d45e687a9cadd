"""Two members' phones: the target's own stays; the source's becomes it, or stands beside it as an identity."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from members.accounts.models import Identity, Member


def count(member_id: int) -> int:
    """Return how many phones would move: a member has one at most."""
    return Member.objects.filter(pk=member_id).exclude(phone_digest="").count()


def move(source_id: int, target_id: int, *, at: datetime) -> dict[str, Any] | None:
    """Take the source's phone over; nobody else can bind it as long as the merge stands."""
    source, target = Member.objects.get(pk=source_id), Member.objects.get(pk=target_id)
    if not source.has_phone:
        return None
    cipher, digest = source.phone_cipher, source.phone_digest
    Member.objects.filter(pk=source_id).update(phone_cipher="", phone_digest="")
    if not target.has_phone:
        Member.objects.filter(pk=target_id).update(phone_cipher=cipher, phone_digest=digest)
    else:
        Identity.objects.get_or_create(
            provider=Identity.Provider.PHONE,
            appid="",
            subject=digest,
            defaults={"member_id": target_id, "linked_at": at},
        )
    return {"cipher": cipher, "digest": digest}


def undo(journal: Mapping[str, Any] | None, *, source_id: int, target_id: int) -> None:
    """Give the phone back, unless it belongs to somebody else by now or was erased from the journal."""
    if not journal:
        return
    cipher, digest = journal["cipher"], journal["digest"]
    Identity.objects.filter(provider=Identity.Provider.PHONE, subject=digest, member_id=target_id).delete()
    Member.objects.filter(pk=target_id, phone_digest=digest).update(phone_cipher="", phone_digest="")
    if not Member.objects.filter(phone_digest=digest).exists():
        Member.objects.filter(pk=source_id).update(phone_cipher=cipher, phone_digest=digest)
