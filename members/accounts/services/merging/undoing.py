"""Take a merge back, as far as nothing that happened since contradicts."""

from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Conflict, Refusal
from kernel.outbox.services import publish
from members.accounts.facts import MembersParted
from members.accounts.models import Member, MergeCase, MergeMove
from members.accounts.ports import Part, find_part
from members.accounts.services.merging.moving import lock_case, move_case
from members.accounts.states import MergeState


class MergeNotUndoable(Conflict):
    """`obstacles` are the sentences, one for each thing that contradicts."""

    code, title = "merge_not_undoable", "该合并不能撤销"


@transaction.atomic
def undo_merge(*, case_id: int, reason: str, actor: Actor, at: datetime) -> MergeCase:
    """Give back to the source what was its own, as far as later events allow; both are members again.

    Sessions begun since the merge end: nobody can say whose they are.

    :raises MergeNotUndoable: not merged, too late, or contradicted; `obstacles` says why.
    """
    case, source, target = lock_case(case_id)
    obstacles = _standing_obstacles(case, target, at)
    if obstacles:
        raise MergeNotUndoable("；".join(obstacles), obstacles=obstacles)
    # First: the parts lock and write the source as a member again.
    Member.objects.filter(pk=source.pk).update(state=Member.State.ACTIVE, merged_into=None)
    for move in case.moves.all():
        _part_of(move).undo(journal=move.journal, at=at)
    move_case(case, MergeState.UNDONE, actor=actor, at=at, note=reason, ended_at=at)
    publish(MembersParted(case_id=case.pk, source_id=source.pk, target_id=target.pk))
    return case


def undo_obstacles(*, case_id: int, at: datetime) -> list[str]:
    """Return, in Chinese, everything that stands against undoing a merge. Tries it, and takes it all back."""
    with transaction.atomic():
        case, source, target = lock_case(case_id)
        obstacles = _standing_obstacles(case, target, at)
        if not obstacles:
            Member.objects.filter(pk=source.pk).update(state=Member.State.ACTIVE, merged_into=None)
            obstacles = [sentence for move in case.moves.all() for sentence in _tried(move, at)]
        transaction.set_rollback(True)
    return obstacles


def _standing_obstacles(case: MergeCase, target: Member, at: datetime) -> list[str]:
    if case.state != MergeState.MERGED or case.undo_until is None:
        return [f"该合并单{case.get_state_display()}，没有可撤销的合并"]
    said = [] if at <= case.undo_until else ["已超过可撤销的期限"]
    if target.state == Member.State.MERGED:
        said.append("保留方后来又并入了其他会员，请先撤销那次合并")
    if target.state == Member.State.ERASED:
        said.append("保留方已注销")
    return said


def _tried(move: MergeMove, at: datetime) -> list[str]:
    try:
        with transaction.atomic():
            _part_of(move).undo(journal=move.journal, at=at)
    except Refusal as refusal:
        return [refusal.detail]
    return []


def _part_of(move: MergeMove) -> Part:
    part = find_part(move.part)
    if part is None:
        raise MergeNotUndoable(f"找不到业务 {move.part}，无法撤销")
    return part
