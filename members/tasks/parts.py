"""What this room has of a member, for merging, export and erasure (port `accounts.parts`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from members.tasks.models import CheckIn, MakeUpCard, RewardMark, TaskProgress
from members.tasks.services.moving import give_back, move_over


class TasksPart:
    """Check-ins become one calendar; nothing is rewarded twice for it, and nothing is taken away."""

    name = "members.tasks"

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        mine = {"member_id": source_id}
        return {
            "签到天数": CheckIn.objects.filter(**mine).count(),
            "任务进度": TaskProgress.objects.filter(**mine).count(),
            "补签卡": MakeUpCard.objects.filter(**mine).count(),
        }

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        return move_over(source_id=source_id, target_id=target_id, at=at)

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        give_back(journal=journal, at=at)

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        mine = {"member_id": member_id}
        done = TaskProgress.objects.filter(**mine).select_related("task").order_by("id")
        return {
            "签到": [
                {"日期": day.on.isoformat(), "补签": day.is_made_up}
                for day in CheckIn.objects.filter(**mine).order_by("on")
            ],
            "任务": [
                {"任务": row.task.name, "周期": row.period, "完成": row.count, "目标": row.target,
                 "状态": row.get_state_display()}
                for row in done
            ],
            "补签卡": [
                {"来源": card.get_source_display(), "获得时间": card.granted_at.isoformat(),
                 "使用时间": card.used_at.isoformat() if card.used_at else None}
                for card in MakeUpCard.objects.filter(**mine).order_by("id")
            ],
        }  # fmt: skip

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Cut the marks loose, so that nothing leads from a digest to the member; days and counts name nobody."""
        RewardMark.objects.filter(claim__progress__member_id=member_id).update(claim=None)
        MakeUpCard.objects.filter(member_id=member_id, used_at=None).delete()

    def blocks(self, *, member_id: int) -> list[str]:
        return []
