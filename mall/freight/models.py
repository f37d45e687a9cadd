"""Freight templates: by piece, weight or volume, with areas."""

from django.db import models
from django.db.models import Q


class FreightTemplate(models.Model):
    class Unit(models.TextChoices):
        PIECE = "piece", "按件"
        WEIGHT = "weight", "按重量（克）"
        VOLUME = "volume", "按体积（立方厘米）"

    name = models.CharField("名称", max_length=40, unique=True)
    unit = models.CharField("计费方式", max_length=8, choices=Unit, default=Unit.PIECE)
    is_default = models.BooleanField("默认模板", default=False, help_text="未指定模板的商品使用它；全店只有一个")
    is_archived = models.BooleanField("已停用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "运费模板"
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="freight_one_default"),
            models.CheckConstraint(
                condition=~Q(is_default=True, is_archived=True), name="freight_default_is_not_archived"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FreightArea(models.Model):
    """A rule of a template. The area that names the most specific region wins; one without regions covers the rest."""

    template = models.ForeignKey(FreightTemplate, on_delete=models.CASCADE, related_name="areas", verbose_name="模板")
    region_codes = models.JSONField("地区", default=list, blank=True, help_text="不选地区表示其余全国")
    is_excluded = models.BooleanField("不配送", default=False)
    first_units = models.PositiveIntegerField("首件/首重", default=1)
    first_fen = models.PositiveBigIntegerField("首费（分）", default=0)
    step_units = models.PositiveIntegerField("续件/续重", default=1)
    step_fen = models.PositiveBigIntegerField("续费（分）", default=0)
    free_from_fen = models.PositiveBigIntegerField("满额包邮（分）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "计费区域"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(first_units__gte=1) & Q(step_units__gte=1), name="freight_units_min_1"),
            models.CheckConstraint(
                condition=Q(first_fen__lte=10_000_000) & Q(step_fen__lte=10_000_000), name="freight_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} · {'其余全国' if not self.region_codes else f'{len(self.region_codes)} 个地区'}"
