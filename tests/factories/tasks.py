"""Tasks for tests, and a reward that only writes down what it gives."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from members.tasks.models import Event, Task, TaskReward

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_serial = count(1)


class FakeReward:
    """Stands behind `tasks.rewards`; a key that comes again gives nothing."""

    label, unit = "星星", "颗"

    def __init__(self, kind: str = "stars") -> None:
        self.kind = kind
        self.given: dict[str, tuple[int, int, str]] = {}

    def grant(self, *, member_id: int, amount: int, key: str, reference: str, at: datetime) -> None:
        self.given.setdefault(key, (member_id, amount, reference))

    def had_by(self, member_id: int) -> int:
        return sum(amount for owner, amount, _ in self.given.values() if owner == member_id)


def a_task(*, stars: int = 10, **fields: Any) -> Task:
    """Return a running task with one reward; by default one order a day, to be claimed."""
    number = next(_serial)
    given = {
        "code": f"task-{number}",
        "name": f"任务{number}",
        "kind": Task.Kind.DAILY,
        "event": Event.ORDER_COMPLETED,
        "starts_at": LONG_AGO,
        "is_on": True,
        **fields,
    }
    task = Task.objects.create(**given)
    TaskReward.objects.create(task=task, kind="stars", amount=stars)
    return task
