"""What order lines earn: the terms as they were at confirmation, and how far it was given and taken back."""

from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from kernel import clock
from mall.catalog.models import Category, Product
from mall.orders.models import Order, OrderLine

MOST_MULTIPLIER_BPS = 100_000


class RuleQuerySet(models.QuerySet["EarningRule"]):
    def running(self, at: datetime) -> Self:
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), is_on=True, starts_at__lte=at)


class EarningRule(models.Model):
    """A campaign: more points for what is bought in its time. Of several, a line takes the one that gives most."""

    class Scope(models.TextChoices):
        ALL = "all", "全部商品"
        CATEGORY = "category", "指定分类"
        PRODUCTS = "products", "指定商品"

    class Gives(models.TextChoices):
        MULTIPLIER = "multiplier", "积分倍率"
        FIXED = "fixed", "每件加赠"

    name = models.CharField("名称", max_length=40)
    scope = models.CharField("范围", max_length=10, choices=Scope, default=Scope.ALL)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="分类",
        help_text="包括其下级分类",
    )
    products = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name="商品")
    gives = models.CharField("方式", max_length=10, choices=Gives, default=Gives.MULTIPLIER)
    multiplier_bps = models.PositiveIntegerField(
        "倍率（基点）",
        default=20_000,
        validators=[MinValueValidator(10_000), MaxValueValidator(MOST_MULTIPLIER_BPS)],
        help_text="10000 为 1 倍，20000 为双倍",
    )
    fixed_points = models.PositiveIntegerField(
        "每件加赠积分", default=0, validators=[MaxValueValidator(1_000_000)], help_text="不计入倍率"
    )
    starts_at = models.DateTimeField("开始时间", default=clock.now)
    ends_at = models.DateTimeField("结束时间", null=True, blank=True, help_text="留空：长期有效")
    is_on = models.BooleanField("启用", default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分活动"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="reward_rule_ends_after_start",
                violation_error_message="结束时间必须晚于开始时间",
            ),
            models.CheckConstraint(
                condition=Q(multiplier_bps__gte=10_000, multiplier_bps__lte=MOST_MULTIPLIER_BPS),
                name="reward_rule_multiplier_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a campaign that gives nothing, or to nothing."""
        if self.scope == self.Scope.CATEGORY and self.category_id is None:
            raise ValidationError({"category": "请选择分类"})
        if self.gives == self.Gives.FIXED and not self.fixed_points:
            raise ValidationError({"fixed_points": "请填写加赠积分"})


class LineReward(models.Model):
    """What one line earns in all, by the terms of its confirmation; `*_back` is what of it was taken back.

    Growth value and what a paid card saved count from completion; their columns say what is, or would be, earned.
    """

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="reward", verbose_name="订单商品")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", verbose_name="订单")
    paid_fen = models.PositiveBigIntegerField("实付（分）")
    points_per_yuan = models.PositiveIntegerField("每元积分")
    multiplier_bps = models.PositiveIntegerField("积分倍率（基点）")
    rule = models.ForeignKey(
        EarningRule, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="积分活动"
    )
    bonus_points = models.PositiveBigIntegerField("加赠积分", default=0)
    points = models.PositiveBigIntegerField("积分")
    growth = models.PositiveBigIntegerField("成长值")
    saved_fen = models.PositiveBigIntegerField("付费会员节省（分）", default=0)
    refunded_fen = models.PositiveBigIntegerField("已退（分）", default=0)
    points_back = models.PositiveBigIntegerField("收回积分", default=0)
    growth_back = models.PositiveBigIntegerField("收回成长值", default=0)
    saved_back_fen = models.PositiveBigIntegerField("收回节省（分）", default=0)
    confirmed_at = models.DateTimeField("订单确认")
    completed_at = models.DateTimeField("订单完成", null=True)
    # The order was cancelled or closed before it was completed: nothing of it is earned.
    ended_at = models.DateTimeField("提前结束", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "购物奖励"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    refunded_fen__lte=F("paid_fen"),
                    points_back__lte=F("points"),
                    growth_back__lte=F("growth"),
                    saved_back_fen__lte=F("saved_fen"),
                ),
                name="reward_back_within",
            ),
            models.CheckConstraint(condition=Q(completed_at=None) | Q(ended_at=None), name="reward_ends_one_way"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}"

    @property
    def points_left(self) -> int:
        return self.points - self.points_back

    @property
    def growth_left(self) -> int:
        return self.growth - self.growth_back


class RewardRefund(models.Model):
    """A refund's share of a line's reward, taken back once."""

    reward = models.ForeignKey(
        LineReward, on_delete=models.PROTECT, related_name="refunds", verbose_name="购物奖励", db_index=False
    )
    order_refund_id = models.PositiveBigIntegerField("订单退款编号")
    amount_fen = models.PositiveBigIntegerField("退款（分）")
    points = models.PositiveBigIntegerField("收回积分")
    growth = models.PositiveBigIntegerField("收回成长值")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "奖励收回"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["reward", "order_refund_id"], name="reward_refund_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order_refund_id}"
