"""Whose points, in which lots, and what was used of each lot."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from members.accounts.models import Member


class Purse(models.Model):
    """The row under whose lock a member's lots, earnings and spends change; in the lock order it stands for the lots.

    `moved_to` is set while the member is merged into another one: what comes late goes there.
    """

    member = models.OneToOneField(Member, models.PROTECT, related_name="points_purse", verbose_name="会员")
    moved_to = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", verbose_name="并入会员")

    class Meta:
        verbose_name = verbose_name_plural = "积分账户"
        permissions = [("adjust_purse", "可以增减积分")]
        constraints = [
            models.CheckConstraint(name="points_purse_moves_away", condition=~Q(moved_to=F("member"))),
        ]

    def __str__(self) -> str:
        return str(self.member)


class LotQuerySet(models.QuerySet["Lot"]):
    def owned_by(self, member_id: int) -> Self:
        return self.filter(member_id=member_id)

    def filled(self) -> Self:
        """Keep the lots that have something left."""
        return self.filter(remaining__gt=0)

    def ended(self, at: datetime) -> Self:
        return self.filter(ends_at__lte=at)

    def in_spending_order(self) -> Self:
        """The lot that ends first comes first (rules 10.1)."""
        return self.order_by("ends_at", "id")


class Lot(models.Model):
    """Points that end together. `remaining` is what is left of `points`; `expired` is what ended unspent."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员", db_index=False)
    points = models.PositiveBigIntegerField("积分")
    remaining = models.PositiveBigIntegerField("剩余")
    expired = models.PositiveBigIntegerField("已过期", default=0)
    ends_at = models.DateTimeField("失效时间")
    made_at = models.DateTimeField("生效时间")
    earning = models.OneToOneField(
        "members_points.Earning", models.PROTECT, null=True, related_name="lot", verbose_name="获得记录"
    )
    given_back_by = models.ForeignKey(
        "members_points.SpendReturn", models.PROTECT, null=True, related_name="lots", verbose_name="退回记录"
    )
    # How many days ahead its end was announced last.
    announced = models.PositiveSmallIntegerField("已提醒（提前天数）", null=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分批次"
        constraints = [
            models.CheckConstraint(name="points_lot_not_empty_at_first", condition=Q(points__gt=0)),
            models.CheckConstraint(
                name="points_lot_within_points",
                condition=Q(remaining__gte=0, expired__gte=0) & Q(points__gte=F("remaining") + F("expired")),
            ),
            models.CheckConstraint(
                name="points_lot_has_one_origin",
                condition=Q(earning__isnull=False, given_back_by=None) | Q(earning=None, given_back_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="points_lot_filled", fields=["member", "ends_at", "id"], condition=Q(remaining__gt=0)),
            models.Index(name="points_lot_ending", fields=["ends_at", "member"], condition=Q(remaining__gt=0)),
            models.Index(name="points_lot_of_member", fields=["member", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.points} 积分，剩余 {self.remaining}"


class LotUse(models.Model):
    """What a spend, or taking back an earning, took out of a lot.

    `returned` of it was given back, of which `restored` went into this same lot.
    """

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="uses", verbose_name="批次")
    spend = models.ForeignKey(
        "members_points.Spend", models.PROTECT, null=True, related_name="uses", verbose_name="使用"
    )
    take_back = models.ForeignKey(
        "members_points.TakeBack", models.PROTECT, null=True, related_name="uses", verbose_name="收回"
    )
    points = models.PositiveBigIntegerField("积分")
    returned = models.PositiveBigIntegerField("已退回", default=0)
    restored = models.PositiveBigIntegerField("退回本批次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "批次使用"
        constraints = [
            models.CheckConstraint(name="points_use_above_zero", condition=Q(points__gt=0)),
            models.CheckConstraint(
                name="points_use_returned_within",
                condition=Q(restored__gte=0) & Q(restored__lte=F("returned")) & Q(returned__lte=F("points")),
            ),
            models.CheckConstraint(
                name="points_use_has_one_cause",
                condition=Q(spend__isnull=False, take_back=None) | Q(spend=None, take_back__isnull=False, returned=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}：{self.points}"

    @property
    def left(self) -> int:
        """Return what may still be given back."""
        return self.points - self.returned
