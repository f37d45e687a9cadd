"""What WeChat pushed, kept once each."""

from django.db import models


class PushReceipt(models.Model):
    """One push, verified and stored before it was answered; whoever it concerns hears of it by a fact."""

    key = models.CharField("去重键", max_length=64, unique=True)
    kind = models.CharField("消息类型", max_length=64)
    event = models.CharField("事件", max_length=128, blank=True)
    # What an answer to one of our questions is found by, where the push is one.
    trace_id = models.CharField("追踪编号", max_length=64, blank=True)
    message = models.JSONField("内容")
    received_at = models.DateTimeField("接收时间")

    class Meta:
        verbose_name = verbose_name_plural = "微信推送"
        ordering = ["-id"]
        indexes = [models.Index(fields=["trace_id"], condition=~models.Q(trace_id=""), name="wechat_push_trace")]

    def __str__(self) -> str:
        return f"{self.event or self.kind} #{self.pk}"
