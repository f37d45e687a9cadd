"""Prices for some: what a SKU costs the members of an audience, for a while."""

from datetime import datetime
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from mall.catalog.models.products import Sku
from members.audiences.models import Audience


class AudiencePriceQuerySet(models.QuerySet["AudiencePrice"]):
    def open(self, at: datetime) -> Self:
        """Keep what counts at that moment; an empty time sets no limit."""
        begun = Q(starts_at=None) | Q(starts_at__lte=at)
        return self.filter(begun, Q(ends_at=None) | Q(ends_at__gt=at), is_active=True)


class AudiencePrice(models.Model):
    """A unit price that competes in lane 1 of the quote (rules 2); of several the lowest wins."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="audience_prices", verbose_name="商品规格")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", verbose_name="人群")
    label = models.CharField("价格名称", max_length=20, default="专享价", help_text="会员看到的说法，例如：老客价")
    price_fen = models.PositiveBigIntegerField("专享价（分）", validators=[MinValueValidator(1)])
    starts_at = models.DateTimeField("开始时间", null=True, blank=True, help_text="留空：马上开始")
    ends_at = models.DateTimeField("结束时间", null=True, blank=True, help_text="留空：一直有效")
    is_active = models.BooleanField("启用", default=True)

    objects = AudiencePriceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人群价"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_fen__gt=0), name="audience_price_above_zero", violation_error_message="价格必须大于 0"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="audience_price_window_in_order",
                violation_error_message="结束时间必须晚于开始时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.label}"
