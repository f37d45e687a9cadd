"""The outbox: one row per fact, one delivery per fact and handler (rules 12)."""

from django.db import models
from django.db.models import Q


class StoredFact(models.Model):
    """A fact, written in the transaction that made it true."""

    name = models.CharField("事件", max_length=120)
    aggregate = models.CharField("聚合", max_length=80)
    payload = models.JSONField("内容")
    published_at = models.DateTimeField("发生时间")
    fanned_out_at = models.DateTimeField("分发时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "业务事件"
        indexes = [
            models.Index(fields=["id"], condition=Q(fanned_out_at=None), name="outbox_fact_to_fan_out"),
            models.Index(fields=["aggregate", "id"], name="outbox_fact_aggregate"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
