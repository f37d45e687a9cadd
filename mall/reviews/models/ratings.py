"""What the published reviews of a product add up to, and whom we have reminded."""

from django.db import models
from django.db.models import Q

from mall.catalog.models import Product
from mall.orders.models import Order

STARS = ("one", "two", "three", "four", "five")


class RatingSummary(models.Model):
    """Counts of published reviews, kept by single statements; `verify` counts them anew."""

    product = models.OneToOneField(
        Product, on_delete=models.PROTECT, primary_key=True, related_name="+", verbose_name="商品"
    )
    one = models.PositiveIntegerField("1 星", default=0)
    two = models.PositiveIntegerField("2 星", default=0)
    three = models.PositiveIntegerField("3 星", default=0)
    four = models.PositiveIntegerField("4 星", default=0)
    five = models.PositiveIntegerField("5 星", default=0)
    pictured = models.PositiveIntegerField("有图", default=0)
    followed_up = models.PositiveIntegerField("有追评", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "评分汇总"
        constraints = [
            models.CheckConstraint(
                condition=Q(one__gte=0, two__gte=0, three__gte=0, four__gte=0, five__gte=0)
                & Q(pictured__gte=0, followed_up__gte=0),
                name="rating_summary_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} 条评价"

    @property
    def by_stars(self) -> tuple[int, int, int, int, int]:
        """How many gave 1, 2, 3, 4, 5 stars."""
        return self.one, self.two, self.three, self.four, self.five

    @property
    def count(self) -> int:
        return sum(self.by_stars)

    @property
    def stars(self) -> int:
        """The stars of all of them together."""
        return sum(number * each for number, each in enumerate(self.by_stars, 1))


class ReviewReminder(models.Model):
    """A buyer was reminded of an order, once."""

    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, primary_key=True, related_name="+", verbose_name="订单"
    )
    reminded_at = models.DateTimeField("提醒时间")

    class Meta:
        verbose_name = verbose_name_plural = "评价提醒"

    def __str__(self) -> str:
        return f"订单 {self.order_id}"
