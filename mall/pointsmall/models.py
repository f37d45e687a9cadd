"""Goods for points: what is on offer, who redeemed how much of it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from mall.catalog.models import Sku
from mall.pointsmall.states import RedemptionState
from members.accounts.models import Member


class PointsItemQuerySet(models.QuerySet["PointsItem"]):
    def open(self, at: datetime) -> Self:
        """Keep what may be redeemed at that moment."""
        begun = Q(starts_at=None) | Q(starts_at__lte=at)
        running = Q(ends_at=None) | Q(ends_at__gt=at)
        return self.filter(begun, running, is_active=True)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("id")


class PointsItem(models.Model):
    """A SKU that is given for points, with money beside them or without.

    `taken` counts the pieces of live redemptions; `quota` is how many there are in all, None for no limit.
    """

    sku = models.ForeignKey(Sku, models.PROTECT, related_name="+", verbose_name="规格")
    points = models.PositiveIntegerField("所需积分")
    price_fen = models.PositiveBigIntegerField("另付（分）", default=0)
    quota = models.PositiveIntegerField("可兑总数", null=True, blank=True, help_text="留空：以库存为限")
    taken = models.PositiveIntegerField("已兑", default=0)
    limit_per_member = models.PositiveIntegerField("每人限兑", null=True, blank=True, help_text="留空：不限")
    starts_at = models.DateTimeField("开始时间", null=True, blank=True)
    ends_at = models.DateTimeField("结束时间", null=True, blank=True)
    position = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("上架", default=True)

    objects = PointsItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分商品"
        ordering = ["position", "id"]
        indexes = [models.Index(name="pointsmall_item_order", fields=["position", "id"], condition=Q(is_active=True))]
        constraints = [
            models.UniqueConstraint(
                name="pointsmall_item_once_per_sku",
                fields=["sku"],
                condition=Q(is_active=True),
                violation_error_message="该规格已有上架的积分商品",
            ),
            models.CheckConstraint(
                name="pointsmall_item_costs_points",
                condition=Q(points__gt=0),
                violation_error_message="所需积分必须大于 0",
            ),
            models.CheckConstraint(
                name="pointsmall_item_within_quota",
                condition=Q(quota=None) | Q(taken__lte=F("quota")),
                violation_error_message="可兑总数不能少于已兑件数",
            ),
            models.CheckConstraint(
                name="pointsmall_item_ends_after_start",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="结束时间应在开始时间之后",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku}：{self.points} 积分"

    @property
    def left(self) -> int | None:
        """Return how many pieces the quota leaves, None without a quota."""
        return None if self.quota is None else self.quota - self.taken


class Allowance(models.Model):
    """How much of an item a member has redeemed: the row behind the limit per member."""

    item = models.ForeignKey(PointsItem, models.PROTECT, related_name="allowances", verbose_name="积分商品")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员")
    taken = models.PositiveIntegerField("已兑", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "会员已兑"
        constraints = [models.UniqueConstraint(name="pointsmall_allowance_once", fields=["item", "member"])]

    def __str__(self) -> str:
        return f"{self.member} {self.taken}"


class Redemption(models.Model):
    """What an order takes of an item. `order_id` looks downstairs; it is an id because orders know no offers."""

    State = RedemptionState

    order_id = models.PositiveBigIntegerField("订单编号", unique=True)
    item = models.ForeignKey(PointsItem, models.PROTECT, related_name="redemptions", verbose_name="积分商品")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员")
    quantity = models.PositiveIntegerField("件数")
    returned = models.PositiveIntegerField("已退件数", default=0)
    points_each = models.PositiveIntegerField("每件积分")
    state = models.CharField("状态", max_length=10, choices=RedemptionState.choices, default=RedemptionState.TAKEN)
    taken_at = models.DateTimeField("下单时间")
    used_at = models.DateTimeField("兑换时间", null=True)
    given_back_at = models.DateTimeField("退回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "兑换记录"
        ordering = ["-id"]
        indexes = [models.Index(name="pointsmall_redemption_member", fields=["member", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="pointsmall_redemption_within",
                condition=Q(quantity__gt=0) & Q(returned__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="pointsmall_redemption_state_fits",
                condition=Q(state="taken", used_at=None, given_back_at=None)
                | Q(state="used", used_at__isnull=False, given_back_at=None)
                | Q(state="given_back", given_back_at__isnull=False, returned=F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} × {self.quantity}"

    @property
    def live(self) -> int:
        """Return how many pieces count against quota and limit."""
        return self.quantity - self.returned


class RedemptionReturn(models.Model):
    """Pieces that came back, once per refund."""

    redemption = models.ForeignKey(Redemption, models.PROTECT, related_name="returns", verbose_name="兑换记录")
    key = models.CharField("幂等键", max_length=90, unique=True)
    quantity = models.PositiveIntegerField("件数")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "兑换退回"

    def __str__(self) -> str:
        return f"{self.key} {self.quantity}"
