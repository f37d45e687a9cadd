"""What clients read of messages and tell about subscriptions."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField, Input, TextField
from members.messages.models import Message, Subscription
from members.messages.ports import GROUPS
from members.messages.selectors import Asked


class MessageOutput(serializers.Serializer[Message]):
    id = IdField(source="pk")
    kind = serializers.CharField(help_text="消息类型")
    group = serializers.ChoiceField(choices=list(GROUPS.items()))
    title = serializers.CharField(help_text="纯文本")
    body = serializers.CharField(help_text="纯文本")
    page = serializers.CharField(help_text="点开的小程序页面，可为空", allow_blank=True)
    sent_at = serializers.DateTimeField()
    is_read = serializers.SerializerMethodField()

    def get_is_read(self, message: Message) -> bool:
        return message.read_at is not None


class ReadAllOutput(serializers.Serializer[dict[str, int]]):
    read = serializers.IntegerField(help_text="本次标为已读的条数")
    unread = serializers.IntegerField(help_text="剩余未读")


class SubscriptionAnswerInput(Input):
    """One answer to `wx.requestSubscribeMessage`, for one template."""

    template = TextField(max_length=64, help_text="模板编号，见 GET me/subscriptions 与 GET config")
    result = serializers.ChoiceField(choices=Subscription.Result.choices)
    answer_id = TextField(
        max_length=64, required=False, help_text="客户端为这次答复取的编号；同一编号只计一次，重试时请带上"
    )


class SubscriptionOutput(serializers.Serializer[Asked]):
    template = serializers.CharField()
    title = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField(), help_text="用于哪些消息")
    scenes = serializers.ListField(child=serializers.CharField(), help_text="在哪些场景询问")
    is_long_term = serializers.BooleanField()
    remaining = serializers.IntegerField(help_text="还可发送的次数")
    last_result = serializers.CharField(allow_null=True, help_text="最近一次答复")


class SubscriptionsOutput(serializers.Serializer[dict[str, Any]]):
    results = SubscriptionOutput(many=True)


class SubscriptionQuotaOutput(serializers.Serializer[Subscription]):
    template = serializers.CharField(source="template_id")
    remaining = serializers.IntegerField()
    last_result = serializers.ChoiceField(choices=Subscription.Result.choices)


class MessageSettingsInput(Input):
    """All groups that are to be silent; the others are heard."""

    muted = serializers.ListField(
        child=serializers.ChoiceField(choices=list(GROUPS.items())), max_length=len(GROUPS), allow_empty=True
    )


class MessageSwitchOutput(serializers.Serializer[dict[str, Any]]):
    group = serializers.ChoiceField(choices=list(GROUPS.items()))
    label = serializers.CharField()  # type: ignore[assignment] # a field of the answer, not the caption of one
    is_on = serializers.BooleanField(help_text="是否接收微信与短信推送；站内信始终保留")


class MessageSettingsOutput(serializers.Serializer[dict[str, Any]]):
    groups = MessageSwitchOutput(many=True)
