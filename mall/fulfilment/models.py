"""Parcels: what left the house, when, with whom."""

from django.db import models
from django.db.models import Q

from mall.orders.models import Order, OrderLine


class Carrier(models.Model):
    """A courier and the codes that each provider knows it by (protocols 5.4, 5.5)."""

    code = models.SlugField("编码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=30)
    wechat_code = models.CharField("微信物流编码", max_length=20, blank=True)
    kuaidi100_code = models.CharField("快递100编码", max_length=30, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "快递公司"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parcels", verbose_name="订单")
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="+", verbose_name="快递公司")
    tracking_no = models.CharField("运单号", max_length=40)
    shipped_at = models.DateTimeField("发货时间")

    class Meta:
        verbose_name = verbose_name_plural = "包裹"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "carrier", "tracking_no"], name="parcel_once"),
            models.CheckConstraint(condition=~Q(tracking_no=""), name="parcel_has_tracking_no"),
        ]
        indexes = [models.Index(fields=["tracking_no"], name="parcel_by_tracking_no")]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_no}"


class ParcelLine(models.Model):
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="lines", verbose_name="包裹")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="parcel_lines", verbose_name="商品")
    quantity = models.PositiveIntegerField("件数")

    class Meta:
        verbose_name = verbose_name_plural = "包裹商品"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "line"], name="parcel_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="parcel_line_min_1"),
        ]

    def __str__(self) -> str:
        return f"{self.line} → {self.quantity}"
