"""Let members into an audience and out of it: set-based, its size kept under its lock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kernel.outbox.services import publish
from members.accounts.selectors import surviving_ids
from members.audiences import statements
from members.audiences.facts import AudienceChanged
from members.audiences.models import Audience
from members.audiences.selectors import AudienceNotFound


@dataclass(frozen=True)
class Change:
    """How many came and went, and how many there are now."""

    added: int
    removed: int
    size: int


@transaction.atomic
def ensure_audience(
    *, code: str, name: str, description: str = "", kind: str = Audience.Kind.COMPUTED, at: datetime
) -> int:
    """Make sure that there is an audience under a code; return its id. One that is there keeps what operators wrote."""
    audience, _ = Audience.objects.get_or_create(
        code=code, defaults={"name": name, "description": description, "kind": kind, "created_at": at}
    )
    return audience.pk


@transaction.atomic
def replace_members(*, audience_id: int, member_ids: Collection[int], at: datetime) -> Change:
    """Let exactly these members be in an audience. Who has been merged away counts as who they are now.

    Unknown and erased members are left out. Two statements, however many there are.

    :raises AudienceNotFound: there is none.
    """
    audience = lock_audience(audience_id)
    wanted = _today(member_ids)
    removed = statements.delete_others(audience_id, wanted)
    return _settle(audience, statements.insert_members(audience_id, wanted, at), removed, at)


@transaction.atomic
def add_members(*, audience_id: int, member_ids: Collection[int], at: datetime) -> Change:
    """Let members into an audience; who is in already stays.

    :raises AudienceNotFound: there is none.
    """
    audience = lock_audience(audience_id)
    return _settle(audience, statements.insert_members(audience_id, _today(member_ids), at), 0, at)


@transaction.atomic
def remove_members(*, audience_id: int, member_ids: Collection[int], at: datetime) -> Change:
    """Let members go; who is not in changes nothing.

    :raises AudienceNotFound: there is none.
    """
    audience = lock_audience(audience_id)
    return _settle(audience, 0, statements.delete_members(audience_id, _today(member_ids)), at)


def lock_audience(audience_id: int) -> Audience:
    """Return an audience under its lock, which is the lock of all its members' rows.

    :raises AudienceNotFound: there is none.
    """
    audience = Audience.objects.select_for_update().filter(pk=audience_id).first()
    if audience is None:
        raise AudienceNotFound
    return audience


def _settle(audience: Audience, added: int, removed: int, at: datetime) -> Change:
    """Bring the size up to date and tell of the change, if there was one."""
    if added or removed:
        audience.size += added - removed
        audience.changed_at = at
        audience.save(update_fields=["size", "changed_at"])
        publish(AudienceChanged(audience_id=audience.pk, added=added, removed=removed))
    return Change(added, removed, audience.size)


def _today(member_ids: Collection[int]) -> set[int]:
    """Return the members with those merged away replaced by who they are now."""
    wanted = set(member_ids)
    gone = statements.merged_away(wanted)
    return wanted.difference(gone).union(surviving_ids(gone).values()) if gone else wanted
