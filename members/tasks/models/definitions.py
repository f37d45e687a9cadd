"""Tasks as data: what a member has to do, how often, and what for."""

from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from kernel import clock
from members.tasks.ports import promise

MOST_REWARD = 1_000_000


class Event(models.TextChoices):
    """What members do that a task can count. Each is told by a fact of some room, or by this one."""

    CHECK_IN = "check_in", "签到"
    PROFILE_COMPLETED = "profile_completed", "完善资料"
    PHONE_BOUND = "phone_bound", "绑定手机号"
    FIRST_ORDER = "first_order", "首个订单完成"
    ORDER_COMPLETED = "order_completed", "订单完成"
    REVIEW_PUBLISHED = "review_published", "评价通过审核"
    BROWSE = "browse", "浏览商品"
    SHARE_VISIT = "share_visit", "分享带来访问"


class TaskQuerySet(models.QuerySet["Task"]):
    def running(self, at: datetime) -> Self:
        """Return what is switched on and within its time."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), is_on=True, starts_at__lte=at)

    def counting(self, event: str) -> Self:
        """Return what an event brings forward, in the fixed order in which it is counted."""
        return self.filter(event=event).order_by("id")

    def streaks(self) -> Self:
        return self.filter(kind=Task.Kind.STREAK).order_by("id")


class Task(models.Model):
    """Kind, event and target decide what is counted; a period that reaches the target earns the rewards once."""

    class Kind(models.TextChoices):
        NEWCOMER = "newcomer", "新人任务"
        DAILY = "daily", "每日任务"
        WEEKLY = "weekly", "每周任务"
        MONTHLY = "monthly", "每月任务"
        ONE_OFF = "one_off", "一次性任务"
        STREAK = "streak", "连续签到"

    code = models.SlugField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=30)
    description = models.CharField("说明", max_length=100, blank=True)
    page = models.CharField("前往页面", max_length=120, blank=True, help_text="小程序页面路径，会员点“去完成”时打开")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    event = models.CharField("计数事件", max_length=30, choices=Event)
    target = models.PositiveIntegerField(
        "目标次数", default=1, validators=[MinValueValidator(1), MaxValueValidator(10_000)], help_text="连续签到为天数"
    )
    starts_at = models.DateTimeField("开始时间", default=clock.now)
    ends_at = models.DateTimeField("结束时间", null=True, blank=True, help_text="留空：长期有效")
    within_days = models.PositiveIntegerField("注册后几天内有效", default=0, help_text="0：不限")
    most_per_day = models.PositiveIntegerField("每日最多计数", default=0, help_text="0：不限")
    most_in_all = models.PositiveIntegerField("每人最多完成次数", default=0, help_text="0：不限")
    needs_claim = models.BooleanField("需要领取", default=True, help_text="关闭：达到目标后自动发放奖励")
    claim_within_days = models.PositiveIntegerField("领取期限（天）", default=30, help_text="0：不限")
    once_per_device = models.BooleanField("同一设备每期只奖励一次", default=True)
    once_per_identity = models.BooleanField(
        "同一身份只奖励一次", default=True, help_text="按微信身份与手机号识别，注销后重新注册也不能重复领取"
    )
    position = models.PositiveIntegerField("排序", default=0, help_text="数字小的排在前面")
    is_on = models.BooleanField("启用", default=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["event"], condition=Q(is_on=True), name="task_by_event")]
        constraints = [
            models.CheckConstraint(condition=Q(target__gte=1), name="task_target_min_1"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="task_ends_after_start",
                violation_error_message="结束时间必须晚于开始时间",
            ),
            models.CheckConstraint(
                condition=~Q(kind="streak") | Q(event="check_in"),
                name="task_streak_is_of_check_ins",
                violation_error_message="连续任务只能以签到计数",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a definition that could never be completed."""
        if self.kind == self.Kind.STREAK and self.event != Event.CHECK_IN:
            raise ValidationError({"event": "连续任务只能以签到计数"})
        if self.kind == self.Kind.STREAK and self.target < 2:
            raise ValidationError({"target": "连续签到至少 2 天"})
        if self.kind == self.Kind.DAILY and 0 < self.most_per_day < self.target:
            raise ValidationError({"most_per_day": "每日最多计数少于目标次数，永远无法完成"})

    @property
    def is_once(self) -> bool:
        """Tell whether a member can do it only once."""
        return self.kind in (self.Kind.NEWCOMER, self.Kind.ONE_OFF)


class TaskReward(models.Model):
    """One of a task's rewards; its kind stands behind the port `tasks.rewards`."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="rewards", verbose_name="任务")
    kind = models.CharField("奖励", max_length=30)
    amount = models.PositiveIntegerField(
        "数量", validators=[MinValueValidator(1), MaxValueValidator(MOST_REWARD)], default=1
    )

    class Meta:
        verbose_name = verbose_name_plural = "任务奖励"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "kind"], name="task_reward_once_per_kind"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="task_reward_min_1"),
        ]

    def __str__(self) -> str:
        return promise(self.kind, self.amount).text
