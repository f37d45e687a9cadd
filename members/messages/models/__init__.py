"""The inbox of members, what is on its way to them, how it is worded, and what they allow."""

from members.messages.models.deliveries import Delivery
from members.messages.models.inbox import Message
from members.messages.models.subscriptions import MessageSettings, Subscription, SubscriptionAnswer
from members.messages.models.templates import Template, WechatTemplate

__all__ = [
    "Delivery",
    "Message",
    "MessageSettings",
    "Subscription",
    "SubscriptionAnswer",
    "Template",
    "WechatTemplate",
]
