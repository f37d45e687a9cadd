"""What operators have set; an option without a row has its default."""

from django.db import models


class StoredOption(models.Model):
    """The value of one option, checked by its kind when it was set."""

    name = models.CharField("名称", max_length=120, unique=True)
    value = models.JSONField("值")
    changed_at = models.DateTimeField("修改时间")
    changed_by_id = models.PositiveBigIntegerField("修改人编号")

    class Meta:
        verbose_name = verbose_name_plural = "运营设置"
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.name
