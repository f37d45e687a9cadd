"""What is on the shelf, what of it is promised, and every change there ever was (rules 3)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from kernel.audit.append_only import protect


class StockItemQuerySet(models.QuerySet["StockItem"]):
    def low(self, *, default_threshold: int) -> Self:
        """Keep the items with no more pieces available than their own threshold, or the shop's."""
        return self.alias(left=F("on_hand") - F("held")).filter(left__lte=Coalesce(F("low_at"), default_threshold))


class StockItem(models.Model):
    """The shelf of one SKU, in pieces. `on_hand` lies there, `held` of it is promised to orders."""

    sku = models.OneToOneField("mall_catalog.Sku", models.PROTECT, related_name="stock", verbose_name="规格")
    on_hand = models.IntegerField("在库", default=0)
    held = models.IntegerField("占用", default=0)
    low_at = models.PositiveIntegerField("预警线", null=True, blank=True, help_text="可售不多于此数时提醒")

    objects = StockItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "库存"
        permissions = [("receive_stock", "可以入库"), ("count_stock", "可以盘点"), ("warn_stock", "可以设置预警线")]
        constraints = [
            models.CheckConstraint(
                name="stock_held_within_on_hand", condition=Q(held__gte=0) & Q(held__lte=F("on_hand"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.sku)

    @property
    def available(self) -> int:
        return self.on_hand - self.held


class StockHold(models.Model):
    """Pieces promised to an order. `quantity` is what is still held; 0 means the hold has ended with its order."""

    order_id = models.PositiveBigIntegerField("订单编号")
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="holds", verbose_name="库存")
    quantity = models.IntegerField("占用件数")

    class Meta:
        verbose_name = verbose_name_plural = "库存占用"
        constraints = [
            models.UniqueConstraint(name="stock_hold_once_per_order", fields=["order_id", "item"]),
            models.CheckConstraint(name="stock_hold_not_negative", condition=Q(quantity__gte=0)),
        ]
        indexes = [models.Index(name="stock_hold_live", fields=["item"], condition=Q(quantity__gt=0))]

    def __str__(self) -> str:
        return f"{self.item} x {self.quantity}"


@protect
class StockMovement(models.Model):
    """One change of one item, never altered: `on_hand` and `held` are each the sum of their column here."""

    class Kind(models.TextChoices):
        INITIAL = "initial", "期初"
        RECEIVE = "receive", "入库"
        COUNT = "count", "盘点"
        HOLD = "hold", "占用"
        RELEASE = "release", "释放"
        SHIP = "ship", "出库"
        RETURN = "return", "退回"

    item = models.ForeignKey(StockItem, models.PROTECT, related_name="movements", verbose_name="库存")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    on_hand_delta = models.IntegerField("在库变化", default=0)
    held_delta = models.IntegerField("占用变化", default=0)
    reference = models.CharField("单据", max_length=64, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    actor_kind = models.CharField("操作者类型", max_length=10)
    actor_id = models.PositiveBigIntegerField("操作者编号", null=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "库存流水"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="stock_movement_moves_something", condition=~(Q(on_hand_delta=0) & Q(held_delta=0))
            ),
        ]
        indexes = [
            models.Index(name="stock_movement_of_item", fields=["item", "-id"]),
            models.Index(name="stock_movement_reference", fields=["reference"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.item}"
