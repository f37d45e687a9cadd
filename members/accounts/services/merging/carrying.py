"""Carry a merge out: everything of the source becomes the target's in one transaction, or nothing does."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Refusal
from kernel.outbox.services import publish
from members.accounts.facts import MembersMerged
from members.accounts.models import Member, MergeCase, MergeMove
from members.accounts.options import MERGE_UNDO_DAYS
from members.accounts.ports import Part, parts, top_down
from members.accounts.services.merging.moving import MergeStateConflict, lock_case, move_case
from members.accounts.states import MergeState

__all__ = ["MergeStateConflict", "carry_out", "confirm_merge", "dismiss_merge", "reasons_against"]

# Minutes until a blocked case is tried again; the last one repeats.
BACK_OFF = (5, 10, 30, 60, 180, 360)


def carry_out(*, case_id: int, actor: Actor, at: datetime) -> MergeCase:
    """Merge the source of a waiting case into its target, or keep the sentences that stand against it.

    Once: a case that is not waiting comes back as it is. A part that refuses rolls everything back, and its refusal
    becomes the sentence.

    :raises MergeCaseNotFound: there is no such case.
    """
    try:
        return _carry_out(case_id, actor=actor, at=at)
    except Refusal as refusal:
        return _postpone(case_id, [refusal.detail], at=at)


def confirm_merge(*, case_id: int, actor: Actor, at: datetime) -> MergeCase:
    """Let an operator confirm a proposed case, and carry it out.

    :raises MergeStateConflict: it is not waiting to be confirmed.
    """
    with transaction.atomic():
        case, _, _ = lock_case(case_id)
        move_case(case, MergeState.WAITING, actor=actor, at=at, next_try_at=at)
    return carry_out(case_id=case_id, actor=actor, at=at)


@transaction.atomic
def dismiss_merge(*, case_id: int, reason: str, actor: Actor, at: datetime) -> MergeCase:
    """Decide that the two are not one; the same evidence opens no other case for them.

    :raises MergeStateConflict: it has been merged, or ended before.
    """
    case, _, _ = lock_case(case_id)
    move_case(case, MergeState.DISMISSED, actor=actor, at=at, note=reason, ended_at=at, next_try_at=None)
    return case


def reasons_against(source: Member, target: Member) -> list[str]:
    """Return what stands against merging now: nobody who is shut out comes back in as another one."""
    said = [
        f"{role}已停用，请先恢复"
        for role, member in (("并入方", source), ("保留方", target))
        if member.state == Member.State.BANNED
    ]
    return [*said, *(sentence for part in parts() for sentence in part.blocks(member_id=source.pk))]


@transaction.atomic
def _carry_out(case_id: int, *, actor: Actor, at: datetime) -> MergeCase:
    case, source, target = lock_case(case_id)
    if case.state != MergeState.WAITING:
        return case
    gone = [member for member in (source, target) if member.state in (Member.State.MERGED, Member.State.ERASED)]
    if gone:
        note = f"{gone[0]}{gone[0].get_state_display()}，本单不再进行"
        move_case(case, MergeState.DISMISSED, actor=Actor.system(), at=at, note=note, ended_at=at, next_try_at=None)
        return case
    reasons = reasons_against(source, target)
    if reasons:
        return _wait(case, reasons, at=at)
    case.moved = [entry for part in top_down() if (entry := _move(part, case, at=at))]
    # Last: the parts have locked and read the source as a member.
    Member.objects.filter(pk=source.pk).update(state=Member.State.MERGED, merged_into=target)
    undo_until = at + timedelta(days=MERGE_UNDO_DAYS.get())
    dates: dict[str, Any] = {"merged_at": at, "undo_until": undo_until, "next_try_at": None, "reasons": []}
    move_case(case, MergeState.MERGED, actor=actor, at=at, moved=case.moved, **dates)
    publish(MembersMerged(case_id=case.pk, source_id=source.pk, target_id=target.pk))
    return case


def _move(part: Part, case: MergeCase, *, at: datetime) -> dict[str, Any] | None:
    """Let one room move; return what it was, for people, or None where there was nothing."""
    counts = part.preview(source_id=case.source_id, target_id=case.target_id)
    journal = part.move(source_id=case.source_id, target_id=case.target_id, at=at)
    MergeMove.objects.create(case=case, part=part.name, journal=dict(journal), moved_at=at)
    counts = {label: count for label, count in counts.items() if count}
    return {"part": part.name, "counts": counts} if counts else None


@transaction.atomic
def _postpone(case_id: int, reasons: list[str], *, at: datetime) -> MergeCase:
    case, _, _ = lock_case(case_id)
    return case if case.state != MergeState.WAITING else _wait(case, reasons, at=at)


def _wait(case: MergeCase, reasons: list[str], *, at: datetime) -> MergeCase:
    minutes = BACK_OFF[min(case.tries, len(BACK_OFF) - 1)]
    case.reasons, case.tries, case.next_try_at = reasons, case.tries + 1, at + timedelta(minutes=minutes)
    case.save(update_fields=["reasons", "tries", "next_try_at"])
    return case
