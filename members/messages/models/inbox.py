"""What a member was told, once per cause."""

from typing import Self

from django.db import models
from django.db.models import Q

from members.accounts.models import Member
from members.messages.ports import GROUPS, find_kind

TITLE_CHARS, BODY_CHARS, PAGE_CHARS = 64, 1000, 300


class MessageQuerySet(models.QuerySet["Message"]):
    def owned_by(self, member_id: int) -> Self:
        return self.filter(member_id=member_id)

    def in_inbox(self) -> Self:
        """Leave out what was told by other channels only."""
        return self.filter(is_in_inbox=True)

    def unread(self) -> Self:
        return self.filter(is_in_inbox=True, read_at=None)


class Message(models.Model):
    """One message of one kind about one cause. `values` are kept so that a channel can be tried again."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员", db_index=False)
    kind = models.CharField("类型", max_length=60)
    key = models.CharField("幂等键", max_length=120)
    group = models.CharField("分组", max_length=10, choices=list(GROUPS.items()))
    title = models.CharField("标题", max_length=TITLE_CHARS)
    body = models.CharField("内容", max_length=BODY_CHARS)
    page = models.CharField("页面", max_length=PAGE_CHARS, blank=True)
    values = models.JSONField("变量", default=dict)
    is_in_inbox = models.BooleanField("站内信", default=True)
    sent_at = models.DateTimeField("发送时间")
    read_at = models.DateTimeField("阅读时间", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员消息"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="messages_message_once"),
            models.CheckConstraint(condition=~Q(key=""), name="messages_message_keyed"),
            models.CheckConstraint(condition=Q(read_at=None) | Q(is_in_inbox=True), name="messages_read_in_inbox"),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="messages_of_member"),
            models.Index(fields=["member"], condition=Q(is_in_inbox=True, read_at=None), name="messages_unread"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        kind = find_kind(self.kind)
        return kind.label if kind else self.kind
