"""Count what a member did towards every task that looks at it, once per key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum

from kernel import clock
from members.accounts.models import Member
from members.accounts.selectors import surviving_id
from members.accounts.services import lock_member
from members.tasks.models import ProgressRecord, Task, TaskProgress
from members.tasks.periods import period_of
from members.tasks.services.completing import complete
from members.tasks.states import REACHED, State


@dataclass(frozen=True)
class Doing:
    """Something a member did: `amount` times, known by its key, on a device if it came from one (a digest)."""

    key: str
    amount: int
    at: datetime
    device: str = ""


@transaction.atomic
def record_progress(*, member_id: int, event: str, key: str, at: datetime, amount: int = 1, device: str = "") -> None:
    """Count an event towards the member's running tasks; the same key again changes nothing.

    `key` names the cause (`order:42`); it counts once per task, in the period of its first arrival. `device` is what
    `digest_of_device` returned. A target that is reached completes the period; rewards that need no claim follow. Who
    was merged away is counted as who they are today; nothing is counted for who is erased.
    """
    member = lock_member(member_id=surviving_id(member_id))
    if member.state == Member.State.ERASED or amount < 1:
        return
    doing = Doing(key, amount, at, device)
    tasks = Task.objects.running(at).counting(event).exclude(kind=Task.Kind.STREAK)
    for task in tasks.prefetch_related("rewards"):
        if not _is_over(task, member, at):
            _count(task, member, doing)


def _is_over(task: Task, member: Member, at: datetime) -> bool:
    """Tell whether the member joined too long ago for the task."""
    return bool(task.within_days) and member.joined_at + timedelta(days=task.within_days) <= at


def _count(task: Task, member: Member, doing: Doing) -> None:
    """Count towards one task. The member's lock keeps everything else of the member's tasks away."""
    # Whatever the period: a key that comes again tomorrow is no new event.
    if _records(task, member).filter(key=doing.key).exists():
        return
    on = clock.date_of(doing.at)
    progress = _progress_in(task, member, period_of(task.kind, on), doing.at)
    if progress is None or progress.state != State.RUNNING:
        return
    amount = _within_cap(task, member, doing)
    ProgressRecord.objects.create(progress=progress, key=doing.key, amount=amount, on=on, at=doing.at)
    progress.count += amount
    if progress.count >= progress.target:
        complete(progress, task=task, device=doing.device, at=doing.at)
    elif amount:
        progress.save(update_fields=["count"])


def _progress_in(task: Task, member: Member, period: str, at: datetime) -> TaskProgress | None:
    """Return the row of the period, a new one if the member may still do the task."""
    found = TaskProgress.objects.filter(task=task, member=member, period=period).first()
    if found is not None or has_done_enough(task, member_id=member.pk):
        return found
    return TaskProgress.objects.create(task=task, member=member, period=period, target=task.target, began_at=at)


def has_done_enough(task: Task, *, member_id: int) -> bool:
    """Tell whether the member has completed the task as often as it may be."""
    done = TaskProgress.objects.filter(task=task, member_id=member_id, state__in=REACHED)
    return bool(task.most_in_all) and done.count() >= task.most_in_all


def _within_cap(task: Task, member: Member, doing: Doing) -> int:
    """Return how much of it still counts today."""
    if not task.most_per_day:
        return doing.amount
    counted: int = (
        _records(task, member).filter(on=clock.date_of(doing.at)).aggregate(sum=Sum("amount", default=0))["sum"]
    )
    return max(0, min(doing.amount, task.most_per_day - counted))


def _records(task: Task, member: Member) -> QuerySet[ProgressRecord]:
    return ProgressRecord.objects.filter(progress__task=task, progress__member=member)
