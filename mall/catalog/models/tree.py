"""Categories and brands."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords
from tree_queries.models import TreeNode

from mall.catalog.querysets import CategoryQuerySet


class Category(TreeNode):
    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40)
    description = models.CharField("说明", max_length=200, blank=True, default="")
    position = models.PositiveIntegerField("排序", default=0, help_text="数字小的排在前面")
    is_visible = models.BooleanField("显示", default=True)
    icon = models.ImageField("图标", upload_to="catalog/categories/", blank=True)

    objects = CategoryQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="分类变更")

    class Meta:
        verbose_name = verbose_name_plural = "商品分类"
        permissions = [("move_category", "可移动分类")]
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="category_not_its_own_parent",
                violation_error_message="分类不能是自己的上级",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    description = models.TextField("说明", max_length=2000, blank=True, default="")
    position = models.PositiveIntegerField("排序", default=0, help_text="数字小的排在前面")
    is_visible = models.BooleanField("显示", default=True)
    logo = models.ImageField("标志", upload_to="catalog/brands/", blank=True)

    history = HistoricalRecords(verbose_name="品牌变更")

    class Meta:
        verbose_name = verbose_name_plural = "品牌"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
