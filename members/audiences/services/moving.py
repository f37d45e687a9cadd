"""What becomes of a member's places in audiences when they are found to be somebody else, or are erased."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from members.audiences import statements
from members.audiences.models import Audience, AudienceMember


@transaction.atomic
def give_places(*, source_id: int, target_id: int, at: datetime) -> dict[str, list[int]]:
    """Let one member be wherever the other was; return in which audiences that was new, and in which not."""
    audience_ids = _lock_audiences_of(source_id)
    shared = set(AudienceMember.objects.of(target_id).values_list("audience_id", flat=True)) & set(audience_ids)
    for audience_id in shared:
        statements.delete_members(audience_id, [source_id])
    Audience.objects.filter(pk__in=shared).update(size=F("size") - 1)
    moved = [audience_id for audience_id in audience_ids if audience_id not in shared]
    # Of those that are locked only: what the source comes into meanwhile is moved by the next round.
    AudienceMember.objects.of(source_id).filter(audience_id__in=moved).update(member_id=target_id)
    return {"moved": moved, "shared": sorted(shared)}


@transaction.atomic
def take_places_back(*, source_id: int, target_id: int, journal: dict[str, Any], at: datetime) -> None:
    """Undo `give_places`, as far as the target is still there."""
    audience_ids = sorted([*journal["moved"], *journal["shared"]])
    list(Audience.objects.select_for_update().filter(pk__in=audience_ids).order_by("id"))
    AudienceMember.objects.of(target_id).filter(audience_id__in=journal["moved"]).update(member_id=source_id)
    still = AudienceMember.objects.of(target_id).filter(audience_id__in=journal["shared"])
    for audience_id in list(still.values_list("audience_id", flat=True)):
        _, is_new = AudienceMember.objects.get_or_create(
            audience_id=audience_id, member_id=source_id, defaults={"added_at": at}
        )
        Audience.objects.filter(pk=audience_id).update(size=F("size") + int(is_new))


@transaction.atomic
def leave_all(*, member_id: int, at: datetime) -> None:
    """Take a member out of every audience."""
    for audience_id in _lock_audiences_of(member_id):
        gone = statements.delete_members(audience_id, [member_id])
        Audience.objects.filter(pk=audience_id).update(size=F("size") - gone, changed_at=at)


def _lock_audiences_of(member_id: int) -> list[int]:
    """Lock the audiences a member is in, by id."""
    mine = AudienceMember.objects.of(member_id).values("audience_id")
    locked = Audience.objects.select_for_update().filter(pk__in=list(mine.values_list("audience_id", flat=True)))
    return list(locked.order_by("id").values_list("pk", flat=True))
