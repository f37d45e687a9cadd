"""What products are found by, and what members search."""

from django.db import models

from mall.catalog.models.products import Product


class SearchEntry(models.Model):
    """The words a product is found by, separated by spaces, and its name as search compares it (`search/`)."""

    product = models.OneToOneField(
        Product, on_delete=models.PROTECT, primary_key=True, related_name="search_entry", verbose_name="商品"
    )
    title = models.CharField("规整名称", max_length=160)
    words = models.TextField("词条")

    class Meta:
        verbose_name = verbose_name_plural = "搜索词条"

    def __str__(self) -> str:
        return f"词条 {self.pk}"


class HotWord(models.Model):
    """A word the operator shows under the search box, or keeps away from it."""

    text = models.CharField("热词", max_length=20, unique=True)
    position = models.PositiveIntegerField("排序", default=0, help_text="数字小的排在前面")
    is_shown = models.BooleanField("显示", default=True, help_text="不勾选：即使搜索次数多也不会出现在热词里")

    class Meta:
        verbose_name = verbose_name_plural = "搜索热词"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class SearchCount(models.Model):
    """How often a text that finds something was searched on a day."""

    text = models.CharField("搜索词", max_length=20)
    searched_on = models.DateField("日期")
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "搜索统计"
        constraints = [models.UniqueConstraint(fields=["searched_on", "text"], name="search_counted_once_per_day")]

    def __str__(self) -> str:
        return f"{self.text} {self.times} 次"
