"""What a member earned, and what of it was taken back."""

from django.db import models
from django.db.models import F, Q

from members.accounts.models import Member
from members.points.states import EarningState


class Earning(models.Model):
    """Points given for one cause, once per `key`: pending first, or final at once.

    `taken_back` is what is undone of it. When it becomes final it fills debt first (`filled_debt`), the rest is a lot.
    """

    State = EarningState

    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员", db_index=False)
    key = models.CharField("幂等键", max_length=90, unique=True)
    kind = models.CharField("原因", max_length=20)
    reference = models.CharField("单据", max_length=64, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    points = models.PositiveBigIntegerField("积分")
    taken_back = models.PositiveBigIntegerField("已收回", default=0)
    filled_debt = models.PositiveBigIntegerField("抵欠分", default=0)
    state = models.CharField("状态", max_length=10, choices=EarningState.choices, default=EarningState.PENDING)
    earned_at = models.DateTimeField("获得时间")
    confirmed_at = models.DateTimeField("生效时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "积分获得"
        constraints = [
            models.CheckConstraint(name="points_earning_above_zero", condition=Q(points__gt=0)),
            models.CheckConstraint(
                name="points_earning_taken_back_within", condition=Q(taken_back__gte=0) & Q(taken_back__lte=F("points"))
            ),
            models.CheckConstraint(
                name="points_earning_filled_debt_within",
                condition=Q(filled_debt__gte=0) & Q(filled_debt__lte=F("points")),
            ),
            models.CheckConstraint(
                name="points_earning_state_fits",
                condition=Q(state="pending", confirmed_at=None, taken_back__lt=F("points"))
                | Q(state="confirmed", confirmed_at__isnull=False, taken_back__lt=F("points"))
                | Q(state="taken_back", taken_back=F("points")),
            ),
        ]
        indexes = [
            models.Index(name="points_earning_of_member", fields=["member", "-id"]),
            models.Index(name="points_earning_pending", fields=["member"], condition=Q(state="pending")),
            models.Index(name="points_earning_reference", fields=["reference"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.points}"

    @property
    def left(self) -> int:
        """Return what was not taken back."""
        return self.points - self.taken_back


class TakeBack(models.Model):
    """A part of an earning undone, once per refund: from what is pending, from lots, or into debt.

    `already_expired` had ended unspent in the earning's own lot; `waived` was spent and is not asked for again,
    because debt is not allowed. `points` is the sum of all of them.
    """

    earning = models.ForeignKey(Earning, models.PROTECT, related_name="take_backs", verbose_name="获得记录")
    refund_key = models.CharField("幂等键", max_length=90)
    reference = models.CharField("单据", max_length=64, blank=True)
    points = models.PositiveBigIntegerField("积分")
    from_pending = models.PositiveBigIntegerField("来自待生效", default=0)
    from_lots = models.PositiveBigIntegerField("来自批次", default=0)
    into_debt = models.PositiveBigIntegerField("记欠分", default=0)
    already_expired = models.PositiveBigIntegerField("原已过期", default=0)
    waived = models.PositiveBigIntegerField("未追回", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "积分收回"
        constraints = [
            models.UniqueConstraint(name="points_take_back_once", fields=["earning", "refund_key"]),
            models.CheckConstraint(
                name="points_take_back_whole",
                condition=Q(points__gt=0)
                & Q(points=F("from_pending") + F("from_lots") + F("into_debt") + F("already_expired") + F("waived")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refund_key} {self.points}"
