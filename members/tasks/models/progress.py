"""How far members are: one row per member, task and period; what brought it there; what it earned."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from members.accounts.models import Member
from members.tasks.models.definitions import Task
from members.tasks.ports import Promise, promise
from members.tasks.states import REACHED, State


class ProgressQuerySet(models.QuerySet["TaskProgress"]):
    def owned_by(self, member_id: int) -> Self:
        return self.filter(member_id=member_id)

    def claimable(self, at: datetime) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), state=State.COMPLETED)

    def overdue(self, at: datetime) -> Self:
        return self.filter(state=State.COMPLETED, expires_at__lte=at)


class TaskProgress(models.Model):
    """`target` and `rewards` are kept as they were promised; `rewards` is `[[kind, amount], ...]` once completed."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", verbose_name="任务")
    # A streak's period is named by its first day; a task that is done once has the period `once`.
    period = models.CharField("周期", max_length=12)
    target = models.PositiveIntegerField("目标")
    count = models.PositiveIntegerField("完成数", default=0)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RUNNING)
    rewards = models.JSONField("奖励", default=list)
    began_at = models.DateTimeField("开始时间")
    completed_at = models.DateTimeField("达成时间", null=True)
    expires_at = models.DateTimeField("领取截止", null=True)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务进度"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="completed"), name="task_progress_to_expire"),
            models.Index(fields=["task", "completed_at"], name="task_progress_completed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["member", "task", "period"], name="task_progress_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="task_progress_state_known"),
            models.CheckConstraint(
                condition=Q(state="running", completed_at=None, count__lt=F("target"))
                | Q(state__in=REACHED, completed_at__isnull=False, count__gte=F("target")),
                name="task_progress_reached",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period} {self.count}/{self.target}"

    @property
    def promises(self) -> list[Promise]:
        """Return what the completed period earns, as members read it."""
        return [promise(kind, amount) for kind, amount in self.rewards]


class ProgressRecord(models.Model):
    """What counted, once per key. `amount` is what a daily cap left of it, perhaps nothing."""

    progress = models.ForeignKey(
        TaskProgress, on_delete=models.PROTECT, related_name="records", verbose_name="进度", db_index=False
    )
    key = models.CharField("来源", max_length=80)
    amount = models.PositiveIntegerField("计数")
    on = models.DateField("日期")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "任务计数"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["progress", "key"], name="task_record_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.amount}"


class TaskClaim(models.Model):
    """The rewards of a completed period, given: at most once, by its unique key."""

    progress = models.OneToOneField(TaskProgress, on_delete=models.PROTECT, related_name="claim", verbose_name="进度")
    is_automatic = models.BooleanField("自动发放", default=False)
    at = models.DateTimeField("发放时间")

    class Meta:
        verbose_name = verbose_name_plural = "任务奖励发放"

    def __str__(self) -> str:
        return f"{self.progress_id}"


class RewardMark(models.Model):
    """Who has had a reward of a period already, as a keyed digest: a device, a WeChat identity, a phone.

    Identities are marked only where a task is done once. A mark outlives the member: whoever is erased and joins again
    finds it, but nothing leads from it to them.
    """

    class Kind(models.TextChoices):
        DEVICE = "device", "设备"
        IDENTITY = "identity", "微信身份"
        PHONE = "phone", "手机号"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", verbose_name="任务", db_index=False)
    period = models.CharField("周期", max_length=12)
    kind = models.CharField("识别方式", max_length=10, choices=Kind)
    digest = models.CharField("摘要", max_length=64)
    claim = models.ForeignKey(
        TaskClaim, on_delete=models.SET_NULL, null=True, related_name="marks", verbose_name="发放"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "奖励识别"
        constraints = [
            models.UniqueConstraint(fields=["task", "period", "kind", "digest"], name="task_mark_once"),
            models.CheckConstraint(condition=~Q(digest=""), name="task_mark_named"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} …{self.digest[-6:]}"
