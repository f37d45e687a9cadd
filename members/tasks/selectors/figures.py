"""What has come of a task, for operators."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from kernel import clock
from members.tasks.models import Task, TaskProgress
from members.tasks.states import REACHED, State

CHART_DAYS: Final = 30


@dataclass(frozen=True)
class Day:
    on: date
    completed: int


def days_of(task: Task, *, until: date) -> list[Day]:
    """Return how many periods were completed on each of the last days (Shanghai), the last one `until`."""
    first = until - timedelta(days=CHART_DAYS - 1)
    on = TruncDate("completed_at", tzinfo=clock.SHANGHAI)
    recent = TaskProgress.objects.filter(task=task, completed_at__gte=clock.start_of(first))
    counted = dict(recent.order_by().annotate(on=on).values_list("on").annotate(times=Count("pk")))
    return [Day(day, counted.get(day, 0)) for day in (first + timedelta(days=n) for n in range(CHART_DAYS))]


def outcome_of(task: Task, *, until: date) -> dict[str, int]:
    """Return, by Chinese label, what has become of the periods that were completed in these days."""
    first = clock.start_of(until - timedelta(days=CHART_DAYS - 1))
    recent = TaskProgress.objects.filter(task=task, completed_at__gte=first)
    by_state = {State(state).label: Count("pk", Q(state=state)) for state in REACHED}
    return {"达成": recent.count(), **recent.aggregate(**by_state)}
