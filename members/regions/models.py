"""Provinces, cities and districts."""

from django.db import models
from django.db.models import Q


class Region(models.Model):
    """A province, city or district. 441900, 442000 and 460400 name a city and its only district: key (level, code)."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省"
        CITY = 2, "市"
        DISTRICT = 3, "区县"

    level = models.PositiveSmallIntegerField("级别", choices=Level)
    code = models.CharField("代码", max_length=6)
    name = models.CharField("名称", max_length=40)
    parent_code = models.CharField("上级代码", max_length=6, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        indexes = [models.Index(fields=["parent_code", "code", "id"], name="regions_children")]
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], name="regions_once"),
            models.CheckConstraint(
                condition=Q(level=1, parent_code="") | (Q(level__in=[2, 3]) & ~Q(parent_code="")),
                name="regions_has_its_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name
