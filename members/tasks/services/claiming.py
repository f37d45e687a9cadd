"""A member takes what a completed task has earned: once."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict
from members.accounts.services import lock_member
from members.tasks.models import Task, TaskProgress
from members.tasks.selectors.tasks import TaskNotFound
from members.tasks.services.completing import give
from members.tasks.services.marks import need_device
from members.tasks.states import State


class TaskNotCompleted(Conflict):
    code, title = "task_not_completed", "任务还没有完成"


class RewardTaken(Conflict):
    code, title = "task_reward_taken", "奖励已领取"


class RewardExpired(Conflict):
    code, title = "task_reward_expired", "奖励已过领取期限"


# What keeps a claim back, besides `RewardTakenElsewhere`.
NothingToClaim = (TaskNotCompleted, RewardTaken, RewardExpired)


@transaction.atomic
def claim(*, member_id: int, task_id: int, at: datetime, period: str = "", device: str = "") -> TaskProgress:
    """Give a completed period's rewards to the member: the one named, else the one that was completed first.

    `device` is what `digest_of_device` returned.

    :raises TaskNotFound: no such task.
    :raises TaskNotCompleted, RewardTaken, RewardExpired: nothing is waiting to be claimed.
    :raises RewardTakenElsewhere: the device or identity has had it.
    :raises DeviceRequired: operators ask for a device.
    """
    need_device(device)
    lock_member(member_id=member_id)
    task = Task.objects.filter(pk=task_id).first()
    if task is None:
        raise TaskNotFound
    mine = TaskProgress.objects.filter(member_id=member_id, task=task)
    if period:
        mine = mine.filter(period=period)
    progress = mine.claimable(at).order_by("completed_at", "id").first()
    if progress is None:
        raise _why_not(list(mine.order_by("-id").values_list("state", flat=True)[:1]))
    give(progress, task=task, device=device, is_automatic=False, at=at)
    return progress


def _why_not(latest: list[str]) -> Conflict:
    """Return the refusal that the state of the latest period explains."""
    refusals = {State.CLAIMED: RewardTaken, State.EXPIRED: RewardExpired, State.COMPLETED: RewardExpired}
    return refusals.get(State(latest[0]), TaskNotCompleted)() if latest else TaskNotCompleted()
