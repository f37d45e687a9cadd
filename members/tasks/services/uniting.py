"""The progress of two members that become one, period by period."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Sum

from members.tasks.models import ProgressRecord, Task, TaskProgress
from members.tasks.selectors.tasks import last_day_of_streak
from members.tasks.services.completing import complete
from members.tasks.states import State

# Who has come further keeps the period.
_FURTHER = {State.RUNNING: 0, State.EXPIRED: 1, State.COMPLETED: 2, State.CLAIMED: 3}
Span = tuple[date, date]


def unite_progress(*, source_id: int, target_id: int, at: datetime) -> dict[str, Any]:
    """Give the source's progress to the target; return ids of what was moved, swapped and added.

    A period only the source has is moved. Of a period that both have, counts that are both running are added up, and
    may reach the target by it; else the target gets the further one, and the other stays with the source.
    """
    theirs = {(row.task_id, row.period): row for row in _rows(target_id)}
    journal: dict[str, Any] = {"moved": [], "swapped": [], "added": []}
    spans = [(row.task_id, _span(row)) for row in theirs.values() if row.task.kind == Task.Kind.STREAK]
    for row in _rows(source_id):
        twin = theirs.get((row.task_id, row.period))
        if twin is None and not _overlaps(row, spans):
            row.member_id = target_id
            row.save(update_fields=["member_id"])
            journal["moved"].append(row.pk)
        elif twin is not None and row.state == twin.state == State.RUNNING:
            journal["added"].append({"from": row.pk, "to": twin.pk, "records": _add_up(row, twin, at=at)})
        elif twin is not None and _FURTHER[State(row.state)] > _FURTHER[State(twin.state)]:
            _swap(row, twin)
            journal["swapped"].append([row.pk, twin.pk])
    return journal


def part_progress(*, journal: Mapping[str, Any], source_id: int, target_id: int) -> None:
    """Undo `unite_progress`; counts that have completed a period since stay with the target."""
    for added in journal["added"]:
        twin = TaskProgress.objects.get(pk=added["to"])
        if twin.state == State.RUNNING:
            ProgressRecord.objects.filter(pk__in=added["records"]).update(progress_id=added["from"])
            _recount(TaskProgress.objects.get(pk=added["from"]))
            _recount(twin)
    for mine, theirs in journal["swapped"]:
        _swap(TaskProgress.objects.get(pk=theirs), TaskProgress.objects.get(pk=mine))
    TaskProgress.objects.filter(pk__in=journal["moved"], member_id=target_id).update(member_id=source_id)


def _rows(member_id: int) -> list[TaskProgress]:
    return list(TaskProgress.objects.filter(member_id=member_id).select_related("task").order_by("id"))


def _span(row: TaskProgress) -> Span:
    return date.fromisoformat(row.period), last_day_of_streak(row)


def _overlaps(row: TaskProgress, spans: list[tuple[int, Span]]) -> bool:
    """Tell whether a streak uses a day that one of the target's streaks of the task has used."""
    if row.task.kind != Task.Kind.STREAK:
        return False
    first, last = _span(row)
    return any(task_id == row.task_id and first <= until and since <= last for task_id, (since, until) in spans)


def _add_up(row: TaskProgress, twin: TaskProgress, *, at: datetime) -> list[int]:
    """Move the records of a running period to the target's; a cause that both know counts once. Return their ids."""
    known = twin.records.values("key")
    records = list(row.records.exclude(key__in=known).order_by("id").values_list("pk", flat=True))
    ProgressRecord.objects.filter(pk__in=records).update(progress=twin)
    _recount(row)
    twin.count = _sum(twin)
    if twin.count >= twin.target:
        complete(twin, task=twin.task, device="", at=at)
    else:
        twin.save(update_fields=["count"])
    return records


def _recount(row: TaskProgress) -> None:
    row.count = _sum(row)
    row.save(update_fields=["count"])


def _sum(row: TaskProgress) -> int:
    total: int = row.records.aggregate(sum=Sum("amount", default=0))["sum"]
    return total


def _swap(row: TaskProgress, twin: TaskProgress) -> None:
    """Let two rows of one period change their members; the unique key wants one of them aside meanwhile."""
    mine, theirs = row.member_id, twin.member_id
    TaskProgress.objects.filter(pk=twin.pk).update(period=f"~{twin.pk}"[:12])
    TaskProgress.objects.filter(pk=row.pk).update(member_id=theirs)
    TaskProgress.objects.filter(pk=twin.pk).update(member_id=mine, period=row.period)
