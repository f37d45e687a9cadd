"""Clock jobs of members."""

import logging
from datetime import timedelta

from kernel import clock
from kernel.audit.actors import Actor
from kernel.errors import Refusal
from members.accounts import services
from members.accounts.models import MergeCase
from members.accounts.states import MergeState

log = logging.getLogger(__name__)
BATCH = 200
# How long after a merge something may still come in for the source: longer than any request or delivery runs.
LATE = timedelta(days=2)


def forget_ended_sessions() -> int:
    """Delete sessions that nobody can refresh any more; return how many."""
    return services.forget_ended_sessions(before=clock.now())


def retry_merges() -> int:
    """Try merges again that something stood against; return how many went through."""
    at = clock.now()
    due = MergeCase.objects.filter(state=MergeState.WAITING, next_try_at__lte=at).order_by("next_try_at")
    done = 0
    for case_id in list(due.values_list("pk", flat=True)[:BATCH]):
        case = services.carry_out(case_id=case_id, actor=Actor.clock(), at=at)
        done += case.state == MergeState.MERGED
    return done


def move_stragglers() -> int:
    """Move what came in for members merged away lately; return how many rows."""
    at = clock.now()
    late = MergeCase.objects.filter(state=MergeState.MERGED, merged_at__gte=at - LATE).order_by("pk")
    moved = 0
    for case_id in late.values_list("pk", flat=True).iterator():
        try:
            moved += services.move_stragglers(case_id=case_id, at=at)
        except Refusal as refusal:
            log.warning("merge case %s keeps stragglers: %s", case_id, refusal.detail)
    return moved
