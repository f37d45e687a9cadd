"""What a member lets us send: how often per WeChat template, and which groups not at all."""

from typing import Self

from django.db import models
from django.db.models import Q

from members.accounts.models import Member


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def owned_by(self, member_id: int) -> Self:
        return self.filter(member_id=member_id)


class Subscription(models.Model):
    """How often a member may still be written to with a template. One accept of a one-time template is one message."""

    class Result(models.TextChoices):
        ACCEPT = "accept", "同意"
        REJECT = "reject", "拒绝"
        BAN = "ban", "被封禁"
        FILTER = "filter", "被过滤"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员", db_index=False)
    template_id = models.CharField("模板编号", max_length=64)
    remaining = models.IntegerField("剩余次数", default=0)
    accepted = models.PositiveIntegerField("同意次数", default=0)
    rejected = models.PositiveIntegerField("拒绝次数", default=0)
    last_result = models.CharField("最近答复", max_length=10, choices=Result)
    answered_at = models.DateTimeField("最近答复时间")

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "订阅次数"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "template_id"], name="messages_subscription_once"),
            models.CheckConstraint(condition=Q(remaining__gte=0), name="messages_quota_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} × {self.remaining}"


class SubscriptionAnswer(models.Model):
    """An answer the client has named, so that telling it twice counts once."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员", db_index=False)
    answer_id = models.CharField("答复编号", max_length=64)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "订阅答复"
        constraints = [models.UniqueConstraint(fields=["member", "answer_id"], name="messages_answer_once")]

    def __str__(self) -> str:
        return self.answer_id


class MessageSettings(models.Model):
    """What a member wants to hear of, and how many optional messages today has brought. No row: everything, none."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员")
    muted = models.JSONField("已关闭的分组", default=list)
    counted_on = models.DateField("计数日期", null=True)
    count = models.PositiveIntegerField("当天已发", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "消息设置"

    def __str__(self) -> str:
        return f"会员 {self.member_id}"
