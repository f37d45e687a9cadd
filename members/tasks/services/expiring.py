"""Rewards that nobody claimed in time."""

import logging
from datetime import datetime

from members.tasks.models import TaskProgress
from members.tasks.states import State

log = logging.getLogger(__name__)
AT_ONCE = 5_000


def expire_unclaimed(*, at: datetime) -> int:
    """End completed periods whose time to claim is over; return how many. Set-based, some thousand per statement.

    A claim that is under way holds its row: the statement waits, finds it claimed, and passes it by.
    """
    done = 0
    while pks := list(TaskProgress.objects.overdue(at).order_by("expires_at").values_list("pk", flat=True)[:AT_ONCE]):
        done += TaskProgress.objects.overdue(at).filter(pk__in=pks).update(state=State.EXPIRED)
        log.info("task rewards not claimed in time: %s so far", done)
    return done
