"""What a member spent, and what of it was given back."""

from django.db import models
from django.db.models import F, Q

from members.accounts.models import Member


class Spend(models.Model):
    """Points used for one cause, once per `key`; which lots they came from is in `uses`."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员", db_index=False)
    key = models.CharField("幂等键", max_length=90, unique=True)
    kind = models.CharField("原因", max_length=20)
    reference = models.CharField("单据", max_length=64, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    points = models.PositiveBigIntegerField("积分")
    returned = models.PositiveBigIntegerField("已退回", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "积分使用"
        constraints = [
            models.CheckConstraint(name="points_spend_above_zero", condition=Q(points__gt=0)),
            models.CheckConstraint(
                name="points_spend_returned_within", condition=Q(returned__gte=0) & Q(returned__lte=F("points"))
            ),
        ]
        indexes = [
            models.Index(name="points_spend_of_member", fields=["member", "-id"]),
            models.Index(name="points_spend_reference", fields=["reference"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.points}"

    @property
    def left(self) -> int:
        """Return what may still be given back."""
        return self.points - self.returned


class SpendReturn(models.Model):
    """Points given back, once per refund; `filled_debt` of them went against what was owed."""

    spend = models.ForeignKey(Spend, models.PROTECT, related_name="returns", verbose_name="使用记录")
    refund_key = models.CharField("幂等键", max_length=90)
    reference = models.CharField("单据", max_length=64, blank=True)
    points = models.PositiveBigIntegerField("积分")
    filled_debt = models.PositiveBigIntegerField("抵欠分", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "积分退回"
        constraints = [
            models.UniqueConstraint(name="points_return_once", fields=["spend", "refund_key"]),
            models.CheckConstraint(
                name="points_return_whole",
                condition=Q(points__gt=0) & Q(filled_debt__gte=0) & Q(filled_debt__lte=F("points")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refund_key} {self.points}"
