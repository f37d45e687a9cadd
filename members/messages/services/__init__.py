"""Writes of messages: tell, deliver, read; what members allow; what operators fetch."""

from members.messages.services.claiming import claim
from members.messages.services.delivering import (
    STUCK_AFTER,
    DeliveryNotFound,
    DeliveryNotResendable,
    MayHaveArrived,
    deliver,
    free_stuck,
    resend,
)
from members.messages.services.pushes import SENT, TURNED, apply_push
from members.messages.services.quotas import (
    SubscriptionTemplateNotFound,
    answer_subscription,
    empty_quota,
    forget_answers,
    take_quota,
)
from members.messages.services.reading import MessageNotFound, read_all, read_message
from members.messages.services.sending import send
from members.messages.services.settings import UnknownGroup, set_muted_groups
from members.messages.services.templates import refresh_wechat_templates

__all__ = [
    "SENT",
    "STUCK_AFTER",
    "TURNED",
    "DeliveryNotFound",
    "DeliveryNotResendable",
    "MayHaveArrived",
    "MessageNotFound",
    "SubscriptionTemplateNotFound",
    "UnknownGroup",
    "answer_subscription",
    "apply_push",
    "claim",
    "deliver",
    "empty_quota",
    "forget_answers",
    "free_stuck",
    "read_all",
    "read_message",
    "refresh_wechat_templates",
    "resend",
    "send",
    "set_muted_groups",
    "take_quota",
]
