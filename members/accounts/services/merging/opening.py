"""Two members are found to be one, or somebody thinks so: the case is opened."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from kernel.audit.actors import Actor
from kernel.errors import Invalid
from members.accounts.models import Member, MergeCase
from members.accounts.selectors import surviving_id
from members.accounts.services.merging.carrying import carry_out
from members.accounts.services.merging.moving import note_case
from members.accounts.services.standing import lock_pair
from members.accounts.states import OPEN, MergeState

log = logging.getLogger(__name__)


class NotTwoMembers(Invalid):
    code, title = "not_two_members", "请选择另一位仍然有效的会员"


def survivor_of(one: Member, other: Member) -> Member:
    """Return who stays: who has paid before who has not, then who joined earlier, then the lower id.

    The same whichever of the two is asked about, and whichever came second.
    """
    return min(one, other, key=lambda member: (member.first_paid_at is None, member.joined_at, member.pk))


def unite(*, member_id: int, other_id: int, evidence: str, at: datetime, is_certain: bool = True) -> MergeCase | None:
    """Merge two members whom evidence shows to be one; return the case, or None where people have parted the two.

    Certain evidence is carried out at once; what stands against it is kept on the case, and the clock tries again.
    Uncertain evidence waits for an operator. A pair that was parted or dismissed is left alone: people decided.
    Two transactions: whatever happens while the rows move, that the two are one is known.
    """
    case = _open(member_id=member_id, other_id=other_id, evidence=evidence, at=at, is_certain=is_certain)
    if case is None or case.state != MergeState.WAITING:
        return case
    try:
        return carry_out(case_id=case.pk, actor=Actor.system(), at=at)
    except DatabaseError:
        # A deadlock or a lost connection must not fail the sign-in that found it.
        log.exception("merge case %s waits for the clock", case.pk)
        return case


@transaction.atomic
def propose_merge(*, source_id: int, target_id: int, evidence: str, note: str, actor: Actor, at: datetime) -> MergeCase:
    """Open a case that an operator has to confirm; one that is open for the pair is returned.

    :raises NotTwoMembers: one and the same, or one is no member any more.
    """
    if source_id == target_id:
        raise NotTwoMembers
    pair = lock_pair(source_id=source_id, target_id=target_id)
    if any(member.state in (Member.State.MERGED, Member.State.ERASED) for member in pair):
        raise NotTwoMembers
    known = _of_pair(source_id, target_id).filter(state__in=OPEN).first()
    if known is not None:
        return known
    return _created(pair, evidence=evidence, note=note, state=MergeState.PROPOSED, actor=actor, at=at)


@transaction.atomic
def _open(*, member_id: int, other_id: int, evidence: str, at: datetime, is_certain: bool) -> MergeCase | None:
    member_id, other_id = surviving_id(member_id), surviving_id(other_id)
    if member_id == other_id:
        return None
    one, other = lock_pair(source_id=member_id, target_id=other_id)
    if any(member.state in (Member.State.MERGED, Member.State.ERASED) for member in (one, other)):
        return None
    known = _of_pair(member_id, other_id)
    if known.filter(state__in=(MergeState.UNDONE, MergeState.DISMISSED)).exists():
        return None
    open_case = known.filter(state__in=OPEN).first()
    if open_case is not None:
        return open_case
    target = survivor_of(one, other)
    source = other if target.pk == one.pk else one
    state = MergeState.WAITING if is_certain else MergeState.PROPOSED
    return _created((source, target), evidence=evidence, note="", state=state, actor=Actor.system(), at=at)


def _of_pair(one: int, other: int) -> QuerySet[MergeCase]:
    return MergeCase.objects.filter(source_id__in=(one, other), target_id__in=(one, other)).order_by("-id")


def _created(
    pair: tuple[Member, Member], *, evidence: str, note: str, state: MergeState, actor: Actor, at: datetime
) -> MergeCase:
    source, target = pair
    case = MergeCase.objects.create(
        source=source, target=target, evidence=evidence, note=note[:200], state=state, opened_at=at, next_try_at=at
    )
    note_case(case, before="", actor=actor, at=at, note=case.get_evidence_display())
    return case
