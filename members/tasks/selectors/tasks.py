"""The tasks that a member sees, and how far they are with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from kernel import clock
from kernel.errors import NotFound
from members.accounts.models import Member
from members.tasks.models import CheckInRun, Task, TaskProgress
from members.tasks.periods import last_day_of, period_of
from members.tasks.ports import Promise, promise
from members.tasks.states import State


class TaskNotFound(NotFound):
    code, title = "task_not_found", "任务不存在"


@dataclass(frozen=True)
class Standing:
    """A task and how far the member is in its present period; `claimable` counts periods that wait to be claimed."""

    task: Task
    rewards: tuple[Promise, ...]
    count: int
    target: int
    state: str
    claimable: int
    claim_before: datetime | None
    period_ends_on: date | None


def offered_to(member: Member, *, at: datetime) -> QuerySet[Task]:
    """Return the tasks a member sees: what runs and is not over for them, and what still waits to be claimed."""
    mine = TaskProgress.objects.filter(member_id=member.pk, task=OuterRef("pk"))
    age = (at - member.joined_at) // timedelta(days=1)
    is_young = Q(within_days=0) | Q(within_days__gt=age)
    is_offered = Q(pk__in=Task.objects.running(at).filter(is_young))
    waits = Exists(mine.claimable(at))
    return Task.objects.filter(is_offered | Q(waits)).prefetch_related("rewards")


def standings_of(member: Member, tasks: Sequence[Task], *, at: datetime) -> list[Standing]:
    """Return how far a member is with tasks. Four queries, whatever their number."""
    today = clock.date_of(at)
    mine = TaskProgress.objects.filter(member_id=member.pk, task__in=tasks)
    present = mine.filter(period__in={period_of(task.kind, today) for task in tasks if task.kind != Task.Kind.STREAK})
    latest = mine.filter(task=OuterRef("task")).order_by("-period").values("period")[:1]
    streaks = mine.filter(task__kind=Task.Kind.STREAK, period=Subquery(latest))
    waiting = mine.claimable(at).order_by().values("task_id").annotate(count=Count("pk"), before=Min("expires_at"))
    seen = _Seen(
        today=today,
        rows={(row.task_id, row.period): row for row in present},
        streaks={row.task_id: row for row in streaks},
        waiting={row["task_id"]: (row["count"], row["before"]) for row in waiting},
        run=CheckInRun.objects.filter(member_id=member.pk, ends_on__gte=today - timedelta(days=1))
        .order_by("-ends_on")
        .first(),
    )
    return [_standing(task, seen) for task in tasks]


@dataclass(frozen=True)
class _Seen:
    """What was read of a member, to be put together per task."""

    today: date
    rows: Mapping[tuple[int, str], TaskProgress]
    streaks: Mapping[int, TaskProgress]
    waiting: Mapping[int, tuple[int, datetime | None]]
    run: CheckInRun | None


def _standing(task: Task, seen: _Seen) -> Standing:
    claimable, before = seen.waiting.get(task.pk, (0, None))
    is_streak = task.kind == Task.Kind.STREAK
    now = _streak_of_today(task, seen) if is_streak else seen.rows.get((task.pk, period_of(task.kind, seen.today)))
    count, target = (now.count, now.target) if now else (_free_days(task, seen) if is_streak else 0, task.target)
    return Standing(
        task=task,
        rewards=tuple(promise(each.kind, each.amount) for each in task.rewards.all()),
        count=min(count, target),
        target=target,
        state=State.COMPLETED if claimable else _state(now),
        claimable=claimable,
        claim_before=before,
        period_ends_on=last_day_of(task.kind, seen.today),
    )


def _state(now: TaskProgress | None) -> str:
    """Return the state of the present period; a reward whose time is over is expired before the clock says so."""
    state = now.state if now else State.RUNNING
    return State.EXPIRED if state == State.COMPLETED else state


def _streak_of_today(task: Task, seen: _Seen) -> TaskProgress | None:
    """Return the streak that the latest day has completed: it stands until the next day is checked."""
    last = seen.streaks.get(task.pk)
    return last if last and seen.run and last_day_of_streak(last) >= seen.run.ends_on else None


def _free_days(task: Task, seen: _Seen) -> int:
    """Return how many days of the present run count towards the next streak."""
    if seen.run is None:
        return 0
    return max(0, (seen.run.ends_on - first_free_day(task, seen.run, seen.streaks.get(task.pk))).days + 1)


def first_free_day(task: Task, run: CheckInRun, last: TaskProgress | None) -> date:
    """Return the first day of a run that no streak of the task has used and that lies in the task's time.

    `last` is the member's latest streak of the task.
    """
    begun = clock.date_of(task.starts_at)
    return max(run.starts_on, begun, last_day_of_streak(last) + timedelta(days=1) if last else begun)


def last_day_of_streak(streak: TaskProgress) -> date:
    """Return the day that completed a streak."""
    return date.fromisoformat(streak.period) + timedelta(days=streak.target - 1)
