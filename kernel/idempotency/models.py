"""What a caller has asked for under a key, and the first answer to it (rules 13.4)."""

from django.db import models
from django.db.models import Q


class Claim(models.Model):
    """One key of one caller: claimed while the work runs, answered when its last transaction committed."""

    caller = models.CharField("调用方", max_length=80)
    key = models.CharField("幂等键", max_length=255)
    body_hash = models.CharField("请求摘要", max_length=64)
    fence = models.PositiveIntegerField("栅栏", default=1)
    leased_until = models.DateTimeField("占用至")
    claimed_at = models.DateTimeField("首次请求时间")
    answered_at = models.DateTimeField("应答时间", null=True)
    status = models.PositiveSmallIntegerField("应答状态码", null=True)
    # Rendered JSON as text: a jsonb column would reorder the members of the first answer.
    answer = models.TextField("应答内容", default="")

    class Meta:
        verbose_name = verbose_name_plural = "幂等记录"
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="idempotency_one_claim_per_key"),
            models.CheckConstraint(
                condition=Q(answered_at=None, status=None) | Q(answered_at__isnull=False, status__isnull=False),
                name="idempotency_answer_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["claimed_at"], name="idempotency_claimed_at")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
