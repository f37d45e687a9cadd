"""Streaks: so many days in a row earn a reward, and each day counts for one of them only."""

from datetime import datetime, timedelta

from members.tasks.models import CheckInRun, Task, TaskProgress
from members.tasks.selectors.tasks import first_free_day
from members.tasks.services.completing import complete
from members.tasks.services.recording import has_done_enough


def advance_streaks(run: CheckInRun, *, device: str, at: datetime) -> None:
    """Complete every streak that a run of days now fills, under the member's lock.

    A streak's period is its first day. Its days come after those of the one before, and after the task began.
    """
    for task in Task.objects.running(at).streaks().prefetch_related("rewards"):
        last = TaskProgress.objects.filter(task=task, member_id=run.member_id).order_by("-period").first()
        first = first_free_day(task, run, last)
        while (run.ends_on - first).days + 1 >= task.target and not has_done_enough(task, member_id=run.member_id):
            streak = TaskProgress.objects.create(
                task=task,
                member_id=run.member_id,
                period=first.isoformat(),
                target=task.target,
                count=0,
                began_at=at,
            )
            streak.count = task.target
            complete(streak, task=task, device=device, at=at)
            first += timedelta(days=task.target)
