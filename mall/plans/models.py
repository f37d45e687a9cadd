"""Paid membership and top-ups as goods: what is on sale, and who bought it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from mall.plans.states import PurchaseState
from members.accounts.models import Member


class SaleQuerySet(models.QuerySet["Plan | TopUpPackage"]):
    def on_sale(self) -> Self:
        """Keep what may be bought, in its order."""
        return self.filter(is_active=True).order_by("position", "id")


class Plan(models.Model):
    """So many days of the paid card at a price. The early-bird price ends by itself; newcomers may pay half."""

    code = models.SlugField("代码", max_length=30, unique=True, help_text="字母与数字；保存后不再修改")
    name = models.CharField("名称", max_length=30)
    description = models.CharField("说明", max_length=200, blank=True)
    days = models.PositiveIntegerField("天数")
    price_fen = models.PositiveBigIntegerField("价格（分）")
    early_price_fen = models.PositiveBigIntegerField("早鸟价（分）", null=True, blank=True)
    early_until = models.DateTimeField("早鸟截止", null=True, blank=True)
    has_newcomer_half = models.BooleanField("新人半价", default=False, help_text="尚未付过款的会员半价开通，每人一次")
    position = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("上架", default=True)

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "付费会员方案"
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plans_plan_lasts_and_costs",
                condition=Q(days__gt=0, days__lte=3660, price_fen__gt=0),
                violation_error_message="天数应为 1-3660，价格必须大于 0",
            ),
            models.CheckConstraint(
                name="plans_plan_early_is_cheaper",
                condition=Q(early_price_fen=None, early_until=None)
                | Q(early_price_fen__gt=0, early_price_fen__lt=F("price_fen"), early_until__isnull=False),
                violation_error_message="早鸟价应低于价格，并须填写早鸟截止时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.days} 天）"

    @property
    def sku_code(self) -> str:
        """Return the code of the service that stands for it in orders."""
        return f"plan-{self.code}"

    def shelf_price_fen(self, at: datetime) -> int:
        """Return what everybody pays at that moment, in fen."""
        if self.early_price_fen is not None and self.early_until is not None and at < self.early_until:
            return self.early_price_fen
        return self.price_fen


class TopUpPackage(models.Model):
    """Money for the wallet: `price_fen` becomes principal, `bonus_fen` comes on top."""

    name = models.CharField("名称", max_length=30)
    price_fen = models.PositiveBigIntegerField("充值金额（分）")
    bonus_fen = models.PositiveBigIntegerField("赠送金额（分）", default=0)
    position = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("上架", default=True)

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "充值套餐"
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plans_package_costs",
                condition=Q(price_fen__gt=0, price_fen__lte=10_000_000) & Q(bonus_fen__lte=F("price_fen")),
                violation_error_message="充值金额应在 0.01 与 100,000 元之间，赠送不超过充值金额",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sku_code(self) -> str:
        """Return the code of the service that stands for it in orders."""
        return f"top-up-{self.pk}"


class Purchase(models.Model):
    """What an order buys: a plan or a top-up, at the terms of the moment it was placed.

    `order_id` is an id because orders know no offers.
    """

    State = PurchaseState

    order_id = models.PositiveBigIntegerField("订单编号", unique=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="purchases", verbose_name="会员方案")
    package = models.ForeignKey(
        TopUpPackage, models.PROTECT, null=True, related_name="purchases", verbose_name="充值套餐"
    )
    paid_fen = models.PositiveBigIntegerField("金额（分）")
    days = models.PositiveIntegerField("天数", default=0)
    bonus_fen = models.PositiveBigIntegerField("赠送（分）", default=0)
    state = models.CharField("状态", max_length=12, choices=PurchaseState.choices, default=PurchaseState.WAITING)
    placed_at = models.DateTimeField("下单时间")
    delivered_at = models.DateTimeField("开通时间", null=True)
    ended_at = models.DateTimeField("退回或取消时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会员与充值购买"
        ordering = ["-id"]
        indexes = [models.Index(name="plans_purchase_of_member", fields=["member", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="plans_purchase_is_of_one",
                condition=Q(plan__isnull=False, package=None, days__gt=0, bonus_fen=0)
                | Q(plan=None, package__isnull=False, days=0),
            ),
            models.CheckConstraint(
                name="plans_purchase_state_fits",
                condition=Q(state="waiting", delivered_at=None, ended_at=None)
                | Q(state="delivered", delivered_at__isnull=False, ended_at=None)
                | Q(state="taken_back", delivered_at__isnull=False, ended_at__isnull=False)
                | Q(state="dropped", delivered_at=None, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.plan or self.package)

    @property
    def key(self) -> str:
        """Return under which key the membership or the top-up is known."""
        return f"purchase:{self.order_id}"
