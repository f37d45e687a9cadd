"""A message on its way by a channel, and how that ended."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from members.messages.models.inbox import Message
from members.messages.states import DeliveryState, Reason


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: datetime) -> Self:
        return self.filter(state=DeliveryState.QUEUED, next_attempt_at__lte=at)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("id")


class Delivery(models.Model):
    """One message by one channel. `content` is what was handed over; `quota_of` the template whose quota it took."""

    State = DeliveryState

    class Channel(models.TextChoices):
        WECHAT = "wechat", "微信订阅消息"
        SMS = "sms", "短信"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries", verbose_name="消息")
    channel = models.CharField("渠道", max_length=10, choices=Channel)
    number = models.CharField("发送编号", max_length=20, unique=True)
    state = models.CharField("状态", max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    reason = models.CharField("原因", max_length=12, choices=Reason, blank=True, default=Reason.NONE)
    error = models.CharField("渠道答复", max_length=200, blank=True)
    content = models.JSONField("发送内容", default=dict)
    quota_of = models.CharField("占用订阅次数", max_length=64, blank=True)
    channel_id = models.CharField("渠道编号", max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    queued_at = models.DateTimeField("加入时间")
    next_attempt_at = models.DateTimeField("下次发送", null=True)
    claimed_at = models.DateTimeField("开始发送", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发送记录"
        ordering = ["-id"]
        permissions = [("resend_delivery", "重发消息")]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="messages_delivery_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="messages_delivery_known"),
            models.CheckConstraint(
                condition=Q(state="queued", next_attempt_at__isnull=False, claimed_at=None, ended_at=None)
                | Q(state="sending", next_attempt_at=None, claimed_at__isnull=False, ended_at=None)
                | Q(
                    state__in=["sent", "failed", "skipped"],
                    next_attempt_at=None,
                    claimed_at=None,
                    ended_at__isnull=False,
                ),
                name="messages_delivery_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "skipped"]) | ~Q(reason=""), name="messages_delivery_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="queued"), name="messages_delivery_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="messages_delivery_sending"),
            models.Index(fields=["channel_id"], condition=~Q(channel_id=""), name="messages_delivery_channel_id"),
            models.Index(fields=["queued_at", "channel", "state"], name="messages_delivery_figures"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.number}"
