"""A period has reached its target: what it earns is fixed, and given at once where no claim is needed."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from kernel.outbox.services import publish
from members.tasks.facts import TaskCompleted, TaskRewardGranted
from members.tasks.models import Task, TaskClaim, TaskProgress
from members.tasks.ports import reward_of
from members.tasks.services.marks import RewardTakenElsewhere, mark
from members.tasks.services.telling import tell_completed
from members.tasks.states import State

log = logging.getLogger(__name__)


def complete(progress: TaskProgress, *, task: Task, device: str, at: datetime) -> None:
    """Complete a period under the member's lock; `progress.count` is new. Rewards stay as they are promised now."""
    progress.state, progress.completed_at = State.COMPLETED, at
    progress.rewards = [[reward.kind, reward.amount] for reward in task.rewards.all()]
    progress.expires_at = at + timedelta(days=task.claim_within_days) if task.claim_within_days else None
    progress.save(update_fields=["count", "state", "completed_at", "rewards", "expires_at"])
    publish(TaskCompleted(member_id=progress.member_id, task_id=task.pk, progress_id=progress.pk))
    if task.needs_claim or not _given_at_once(progress, task=task, device=device, at=at):
        tell_completed(progress, task=task, at=at)


def _given_at_once(progress: TaskProgress, *, task: Task, device: str, at: datetime) -> bool:
    """Give the rewards without a claim; what somebody else has had on this device can be claimed on another."""
    try:
        with transaction.atomic():
            give(progress, task=task, device=device, is_automatic=True, at=at)
    except RewardTakenElsewhere as refusal:
        log.info("task progress %s is not rewarded by itself: %s", progress.pk, refusal.code)
        return False
    return True


def give(progress: TaskProgress, *, task: Task, device: str, is_automatic: bool, at: datetime) -> TaskClaim:
    """Give a completed period's rewards, under the member's lock; the claim's unique row lets it happen once.

    :raises RewardTakenElsewhere: the device or identity has had it.
    """
    claim = TaskClaim.objects.create(progress=progress, is_automatic=is_automatic, at=at)
    mark(claim, task=task, device=device, at=at)
    for kind, amount in progress.rewards:
        reward_of(kind).grant(
            member_id=progress.member_id,
            amount=amount,
            key=f"task:{progress.pk}:{kind}",
            reference=f"task:{task.code}",
            at=at,
        )
    progress.state = State.CLAIMED
    progress.save(update_fields=["state"])
    publish(TaskRewardGranted(member_id=progress.member_id, task_id=task.pk, progress_id=progress.pk))
    return claim
