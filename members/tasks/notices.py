"""What this room tells members."""

from members.messages.ports import MessageKind

TASK_COMPLETED = MessageKind(
    code="task_completed",
    label="任务完成，奖励待领取",
    variables={"task": "任务", "reward": "奖励", "before": "领取截止"},
    title="任务完成",
    body="“{task}”已完成，请领取奖励：{reward}。领取截止：{before}。",
    page="pages/tasks/index",
    group="points",
)
KINDS = (TASK_COMPLETED,)
