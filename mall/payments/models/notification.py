"""What channels told us (rules 5.3)."""

from django.db import models
from django.db.models import Q

from mall.payments.models.payment import Channel


class Notification(models.Model):
    """A verified message of a channel, kept once by its id; the work happens after the answer (rules 5.3)."""

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        DONE = "done", "已处理"
        REFUSED = "refused", "未采用"

    channel = models.CharField("渠道", max_length=10, choices=Channel)
    event_id = models.CharField("通知编号", max_length=64)
    event_type = models.CharField("类型", max_length=40)
    # Only what we act on: number, outcome, amount, merchant. No openid.
    content = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    received_at = models.DateTimeField("收到时间")
    done_at = models.DateTimeField("处理时间", null=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "渠道通知"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "event_id"], name="notification_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at=None) | (~Q(state="waiting") & Q(done_at__isnull=False)),
                name="notification_done_is_dated",
            ),
        ]
        indexes = [models.Index(fields=["received_at"], condition=Q(state="waiting"), name="notification_waiting")]

    def __str__(self) -> str:
        return f"{self.event_type} {self.event_id}"
