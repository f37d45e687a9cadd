"""Paid membership: spans of time, one behind the other, and what they saved the member."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from members.accounts.models import Member


class MembershipQuerySet(models.QuerySet["Membership"]):
    def owned_by(self, member_id: int) -> "MembershipQuerySet":
        return self.filter(member_id=member_id)

    def running(self, at: datetime) -> "MembershipQuerySet":
        """Return the spans that cover a moment; of a member at most one does."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def ahead(self, at: datetime) -> "MembershipQuerySet":
        """Return what is not used up: the running span and those behind it, in their order."""
        return self.filter(ends_at__gt=at).order_by("starts_at", "id")


class Membership(models.Model):
    """A span somebody paid for, from `starts_at` up to `ends_at`. Spans of a member follow without gap or overlap.

    `days` is what was bought, wherever the span has been moved to. Ended early, `ends_at` is the moment it ended; a
    span that had not begun is then empty.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships", verbose_name="会员", db_index=False)
    plan_code = models.CharField("方案", max_length=40)
    key = models.CharField("幂等键", max_length=120, unique=True)
    opened_at = models.DateTimeField("开通时间")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("到期时间")
    days = models.PositiveIntegerField("购买天数")
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束处理时间", null=True, blank=True)
    reminded_at = models.DateTimeField("到期提醒时间", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "付费会员"
        permissions = [("end_membership", "开通与结束付费会员")]
        indexes = [
            models.Index(fields=["member", "ends_at"], name="tiers_membership_of_member"),
            models.Index(fields=["ends_at"], condition=Q(closed_at=None), name="tiers_membership_open"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="tiers_membership_forward"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ends_at__gt=F("starts_at")) | Q(ended_at__isnull=False),
                name="tiers_membership_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"付费会员至 {self.ends_at:%Y-%m-%d}"


class Saving(models.Model):
    """What the card saved on one occasion, in fen; below 0 takes back an earlier one."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="savings", verbose_name="会员", db_index=False)
    amount_fen = models.BigIntegerField("节省金额")
    key = models.CharField("幂等键", max_length=120, unique=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "会员卡节省"
        indexes = [models.Index(fields=["member", "at"], name="tiers_saving_of_member")]
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="tiers_saving_not_zero")]

    def __str__(self) -> str:
        return f"{self.amount_fen}"
