"""A member's cart: lines of SKUs, ticked or not. Prices are never kept here."""

from django.db import models
from django.db.models import Q

from mall.catalog.models import Sku
from members.accounts.models import Member

MAX_QUANTITY = 9_999


class CartLine(models.Model):
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+", verbose_name="规格")
    quantity = models.PositiveIntegerField("数量")
    is_selected = models.BooleanField("已勾选", default=True)
    added_at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = verbose_name_plural = "购物车商品"
        ordering = ["-added_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "sku"], name="cart_line_once_per_sku"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(quantity__lte=MAX_QUANTITY), name="cart_line_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} × {self.quantity}"
