"""What clients send to check in and to claim, and what they read."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.web.inputs import IdField, Input, TextField
from members.tasks.models import Task, TaskProgress
from members.tasks.selectors import Calendar, Standing
from members.tasks.states import State


class CheckInInput(Input):
    on = serializers.DateField(required=False, help_text="补签的日期；不填为今天签到")


class CheckInMonthQuery(Input):
    month = serializers.RegexField(
        r"^20[0-9]{2}-(0[1-9]|1[0-2])\Z", required=False, help_text="月份，格式 YYYY-MM；不填为本月"
    )

    def validate_month(self, value: str) -> date:
        """Return the month's first day."""
        return date.fromisoformat(f"{value}-01")


class ClaimTaskInput(Input):
    period = TextField(required=False, max_length=12, default="", help_text="领取哪一期；不填为最早达成的一期")


class BuyMakeUpCardInput(Input):
    """`{}` or nothing."""


class PromiseOutput(serializers.Serializer[Any]):
    kind = serializers.CharField()
    amount = serializers.IntegerField()
    text = serializers.CharField(help_text="奖励的中文说明")


class TaskOutput(serializers.Serializer[Standing]):
    id = IdField(source="task.pk")
    code = serializers.CharField(source="task.code")
    name = serializers.CharField(source="task.name")
    description = serializers.CharField(source="task.description")
    page = serializers.CharField(source="task.page", help_text="去完成时打开的页面")
    kind = serializers.ChoiceField(source="task.kind", choices=Task.Kind.choices)
    rewards = PromiseOutput(many=True)
    count = serializers.IntegerField()
    target = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices, help_text="completed：有奖励待领取")
    claimable = serializers.IntegerField(help_text="待领取的期数")
    claim_before = serializers.DateTimeField(allow_null=True)
    period_ends_on = serializers.DateField(allow_null=True, help_text="本期最后一天；一次性与连续任务为 null")


class ClaimedTaskOutput(serializers.Serializer[TaskProgress]):
    task_id = IdField()
    period = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    rewards = PromiseOutput(many=True, source="promises")


class CheckInDayOutput(serializers.Serializer[Any]):
    on = serializers.DateField()
    is_made_up = serializers.BooleanField()


@extend_schema_field({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "example": "2026-11"})
class MonthField(serializers.DateField):
    """A month by its first day: `2026-11`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m", **kwargs)


class CheckInCalendarOutput(serializers.Serializer[Calendar]):
    month = MonthField(help_text="月份，格式 YYYY-MM")
    days = CheckInDayOutput(many=True)
    today = serializers.DateField()
    is_checked_in = serializers.BooleanField(help_text="今天已签到")
    streak = serializers.IntegerField(help_text="连续签到天数；今天未签到时为截至昨天")
    longest_streak = serializers.IntegerField()
    cards = serializers.IntegerField(help_text="可用的补签卡")
    make_ups_left = serializers.IntegerField(help_text="本月还可补签的次数")
    can_make_up = serializers.ListField(child=serializers.DateField(), help_text="可以补签的日期")
    card_points = serializers.IntegerField(help_text="一张补签卡的积分价；0 为不出售")


class MakeUpCardOutput(serializers.Serializer[Any]):
    id = IdField(source="pk")
    expires_at = serializers.DateTimeField(allow_null=True, help_text="null 为长期有效")
