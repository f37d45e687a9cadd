"""What came in for a member while it was being merged away, and was written just after."""

from datetime import datetime

from django.db import transaction

from members.accounts.models import MergeMove
from members.accounts.ports import Part, top_down
from members.accounts.services.merging.moving import lock_case
from members.accounts.states import MergeState


@transaction.atomic
def move_stragglers(*, case_id: int, at: datetime) -> int:
    """Move again what parts find left with the source of a merge; return how many rows. Nothing left: nothing done.

    Only parts that say so (`may_move_again`): a posting is made once per case.
    """
    case, source, target = lock_case(case_id)
    if case.state != MergeState.MERGED:
        return 0
    moved = 0
    for part in top_down():
        left = left_behind(part, source_id=source.pk, target_id=target.pk)
        if left and getattr(part, "may_move_again", False):
            journal = part.move(source_id=source.pk, target_id=target.pk, at=at)
            MergeMove.objects.create(case=case, part=part.name, journal=dict(journal), moved_at=at)
            moved += left
    return moved


def left_behind(part: Part, *, source_id: int, target_id: int) -> int:
    """Return how many things of a room still name the source."""
    return sum(part.preview(source_id=source_id, target_id=target_id).values())
