"""What was given: one row per member, occasion, kind and period, whoever comes first (rules 10.3)."""

from django.db import models
from django.db.models import Q

from members.accounts.models import Member
from members.tiers.models.ladder import Ladder, Occasion, Tier


class BenefitGrant(models.Model):
    """`period` is the tier's code (upgrade), the year (birthday), the month, or the card (opening, its months)."""

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="benefit_grants", verbose_name="会员", db_index=False
    )
    ladder = models.CharField("类别", max_length=10, choices=Ladder)
    occasion = models.CharField("时机", max_length=10, choices=Occasion)
    kind = models.CharField("种类", max_length=20)
    period = models.CharField("周期", max_length=32)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name="等级")
    amount = models.PositiveBigIntegerField("数量")
    at = models.DateTimeField("发放时间")

    class Meta:
        verbose_name = verbose_name_plural = "权益发放"
        indexes = [models.Index(fields=["occasion", "period", "member"], name="tiers_grant_of_period")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "ladder", "occasion", "kind", "period"], name="tiers_grant_once_per_period"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="tiers_grant_above_zero"),
            models.CheckConstraint(condition=~Q(period=""), name="tiers_grant_has_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.get_occasion_display()}"
