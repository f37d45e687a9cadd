"""Tasks, how far members are with them, and their check-ins."""

from members.tasks.models.check_ins import CheckIn, CheckInRun, MakeUpCard
from members.tasks.models.definitions import Event, Task, TaskReward
from members.tasks.models.progress import ProgressRecord, RewardMark, TaskClaim, TaskProgress

__all__ = [
    "CheckIn",
    "CheckInRun",
    "Event",
    "MakeUpCard",
    "ProgressRecord",
    "RewardMark",
    "Task",
    "TaskClaim",
    "TaskProgress",
    "TaskReward",
]
