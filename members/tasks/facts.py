"""What happened to members' tasks."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Fact):
    """A member has reached a task's target in one period; whether the rewards are given is another fact."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "任务达成"
    member_id: int
    task_id: int
    progress_id: int


@dataclass(frozen=True, kw_only=True)
class TaskRewardGranted(Fact):
    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "任务奖励已发放"
    member_id: int
    task_id: int
    progress_id: int
