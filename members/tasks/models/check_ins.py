"""Check-ins by Shanghai date, their unbroken runs, and the cards that fill a gap."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from members.accounts.models import Member


class CardQuerySet(models.QuerySet["MakeUpCard"]):
    def usable(self, at: datetime) -> Self:
        """Return what may be used, the card that ends first in front."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), used_at=None).order_by(
            F("expires_at").asc(nulls_last=True), "id"
        )


class MakeUpCard(models.Model):
    """Fills one missed day."""

    class Source(models.TextChoices):
        REWARD = "reward", "任务奖励"
        POINTS = "points", "积分兑换"
        OPERATOR = "operator", "运营发放"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员")
    source = models.CharField("来源", max_length=10, choices=Source)
    key = models.CharField("幂等键", max_length=120, unique=True)
    reference = models.CharField("单据", max_length=64, blank=True)
    granted_at = models.DateTimeField("获得时间")
    expires_at = models.DateTimeField("有效期至", null=True, blank=True)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补签卡"
        ordering = ["-id"]
        permissions = [("grant_makeupcard", "可以发放补签卡")]
        indexes = [
            models.Index(fields=["member", "expires_at"], condition=Q(used_at=None), name="task_card_unused"),
        ]

    def __str__(self) -> str:
        return f"补签卡 {self.pk}"


class CheckIn(models.Model):
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员", db_index=False)
    on = models.DateField("日期")
    at = models.DateTimeField("签到时间")
    # A day that was missed and filled later.
    card = models.OneToOneField(
        MakeUpCard, on_delete=models.PROTECT, null=True, related_name="check_in", verbose_name="补签卡"
    )

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        ordering = ["-on", "-id"]
        constraints = [models.UniqueConstraint(fields=["member", "on"], name="task_check_in_once")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    @property
    def is_made_up(self) -> bool:
        return self.card_id is not None


class CheckInRun(models.Model):
    """Days in a row without a gap, kept as one row so that no request counts them."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员", db_index=False)
    starts_on = models.DateField("第一天")
    ends_on = models.DateField("最后一天")

    class Meta:
        verbose_name = verbose_name_plural = "连续签到"
        constraints = [
            models.UniqueConstraint(fields=["member", "starts_on"], name="task_run_once"),
            models.UniqueConstraint(fields=["member", "ends_on"], name="task_run_ends_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="task_run_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d} — {self.ends_on:%Y-%m-%d}"

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1
