"""The one way a case of two members changes its state."""

from datetime import datetime
from typing import Any

from kernel.audit.actors import Actor
from kernel.errors import Conflict, NotFound
from members.accounts.models import Member, MergeCase, MergeEvent
from members.accounts.services.standing import lock_pair
from members.accounts.states import MERGE_TRANSITIONS, MergeState


class MergeCaseNotFound(NotFound):
    code, title = "merge_case_not_found", "没有这笔会员合并"


class MergeStateConflict(Conflict):
    code, title = "merge_state_conflict", "该合并的当前状态不允许此操作"


def lock_case(case_id: int) -> tuple[MergeCase, Member, Member]:
    """Lock both members by id, then the case; return the case with source and target.

    :raises MergeCaseNotFound: there is no such case.
    """
    known = MergeCase.objects.only("source_id", "target_id").filter(pk=case_id).first()
    if known is None:
        raise MergeCaseNotFound
    source, target = lock_pair(source_id=known.source_id, target_id=known.target_id)
    case = MergeCase.objects.select_for_update(of=("self",)).get(pk=case_id)
    return case, source, target


def move_case(case: MergeCase, to: MergeState, *, actor: Actor, at: datetime, note: str = "", **changes: Any) -> None:
    """Move a locked case and write the event.

    :raises MergeStateConflict: the table has no such move.
    """
    before = MergeState(case.state)
    if to not in MERGE_TRANSITIONS[before]:
        raise MergeStateConflict(f"合并单{before.label}，不能变为{to.label}")
    for name, value in {"state": to, **changes}.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *changes])
    note_case(case, before=before, actor=actor, at=at, note=note)


def note_case(case: MergeCase, *, before: str, actor: Actor, at: datetime, note: str = "") -> None:
    """Write what happened to a case into its timeline."""
    MergeEvent.objects.create(
        case=case, at=at, actor_kind=actor.kind, actor_id=actor.id, before=before, after=case.state, note=note[:300]
    )
