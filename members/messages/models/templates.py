"""How operators word a kind of message, and by which channels it goes."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from members.messages.ports import MessageKind, find_kind


class WechatTemplate(models.Model):
    """A subscription template of the mini-program's console, read from WeChat; its id is never typed.

    `fields` is the list of `{"key": "thing1", "label": "商品名称", "choices": [...]}` in the template's order.
    """

    template_id = models.CharField("模板编号", max_length=64, unique=True)
    title = models.CharField("标题", max_length=64)
    content = models.TextField("内容")
    fields = models.JSONField("字段", default=list)
    is_long_term = models.BooleanField("长期订阅", default=False)
    is_gone = models.BooleanField("微信已删除", default=False)
    fetched_at = models.DateTimeField("读取时间")

    class Meta:
        verbose_name = verbose_name_plural = "微信订阅模板"
        ordering = ["title", "id"]
        permissions = [("fetch_wechat_templates", "从微信读取订阅模板")]

    def __str__(self) -> str:
        return f"{self.title}（{'长期' if self.is_long_term else '一次性'}）"


class TemplateQuerySet(models.QuerySet["Template"]):
    def of_kind(self, code: str) -> Self:
        return self.filter(kind=code).select_related("wechat_template")


class Template(models.Model):
    """The operators' words for a kind. Without a row a kind goes to the inbox, in its room's own words."""

    class Scene(models.TextChoices):
        NONE = "", "不询问"
        CHECKOUT = "checkout", "提交订单时"
        PAID = "paid", "支付完成后"
        ORDER = "order", "订单页"
        REFUND = "refund", "申请退款时"
        POINTS = "points", "积分页"
        CHECK_IN = "check_in", "签到时"
        MEMBERSHIP = "membership", "会员中心"

    kind = models.CharField("消息类型", max_length=60, unique=True)
    title = models.CharField("站内信标题", max_length=64, blank=True)
    body = models.CharField("站内信内容", max_length=500, blank=True)
    uses_inbox = models.BooleanField("站内信", default=True)
    uses_wechat = models.BooleanField("微信订阅消息", default=False)
    wechat_template = models.ForeignKey(
        WechatTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="微信模板"
    )
    wechat_fields = models.JSONField("字段对应", default=dict, blank=True)
    scene = models.CharField("询问订阅的场景", max_length=12, choices=Scene, blank=True, default=Scene.NONE)
    uses_sms = models.BooleanField("短信", default=False)
    sms_text = models.CharField("短信内容", max_length=300, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息模板"
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(uses_wechat=False) | Q(wechat_template__isnull=False), name="messages_wechat_has_template"
            ),
            models.CheckConstraint(condition=Q(uses_sms=False) | ~Q(sms_text=""), name="messages_sms_has_text"),
            models.CheckConstraint(
                condition=Q(uses_inbox=True) | Q(uses_wechat=True) | Q(uses_sms=True), name="messages_some_channel"
            ),
        ]

    def __str__(self) -> str:
        kind = find_kind(self.kind)
        return kind.label if kind else self.kind

    def words_of(self, kind: MessageKind) -> tuple[str, str]:
        """Return title and body: the operators', or the room's own."""
        return self.title or kind.title, self.body or kind.body

    def field_rows(self) -> list[dict[str, Any]]:
        """Return the fields of the WeChat template, each with the `variable` that fills it or an empty one."""
        if self.wechat_template is None:
            return []
        return [{**row, "variable": self.wechat_fields.get(row["key"], "")} for row in self.wechat_template.fields]
