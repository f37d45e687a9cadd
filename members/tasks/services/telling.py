"""Tell a member, through `messages`, that a task's reward waits."""

from datetime import datetime

from kernel.clock import SHANGHAI
from members.messages.services import send
from members.tasks.models import Task, TaskProgress
from members.tasks.notices import TASK_COMPLETED


def tell_completed(progress: TaskProgress, *, task: Task, at: datetime) -> None:
    """Send the notice of a completed period, once; tasks without a reward are done in silence."""
    if not progress.rewards:
        return
    before = progress.expires_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if progress.expires_at else "长期有效"
    values = {
        "task": task.name,
        "reward": "、".join(each.text for each in progress.promises),
        "before": before,
    }
    send(kind=TASK_COMPLETED, member_id=progress.member_id, key=f"task_progress:{progress.pk}", values=values, at=at)
