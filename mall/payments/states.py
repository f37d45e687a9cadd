"""The states of a payment and of a refund, and the one table of legal moves of each (rules 5.1, 5.6)."""

from typing import Final

from django.db import models


class PaymentState(models.TextChoices):
    CREATED = "created", "已创建"
    PENDING = "pending", "待支付"
    SUCCEEDED = "succeeded", "已支付"
    CLOSED = "closed", "已关闭"
    FAILED = "failed", "失败"


class RefundState(models.TextChoices):
    CREATED = "created", "待发起"
    PROCESSING = "processing", "退款中"
    SUCCEEDED = "succeeded", "已退款"
    FAILED = "failed", "失败"


# from -> to: what brings it about. A move that is not here does not exist.
PAYMENT_TRANSITIONS: Final[dict[PaymentState, dict[PaymentState, str]]] = {
    PaymentState.CREATED: {
        PaymentState.PENDING: "渠道已受理",
        PaymentState.CLOSED: "取消，渠道没有这笔付款",
        PaymentState.FAILED: "渠道拒绝",
    },
    PaymentState.PENDING: {
        PaymentState.SUCCEEDED: "渠道确认收款",
        PaymentState.CLOSED: "渠道确认关闭",
        PaymentState.FAILED: "渠道拒绝",
    },
    PaymentState.SUCCEEDED: {},
    # Money that arrives after all is never swallowed: it is taken, and goes back as excess (rules 5.4).
    PaymentState.CLOSED: {PaymentState.SUCCEEDED: "关闭后到账"},
    PaymentState.FAILED: {PaymentState.SUCCEEDED: "失败后到账"},
}

REFUND_TRANSITIONS: Final[dict[RefundState, dict[RefundState, str]]] = {
    RefundState.CREATED: {RefundState.PROCESSING: "渠道已受理，或转人工"},
    RefundState.PROCESSING: {
        RefundState.SUCCEEDED: "渠道确认到账，或人工退款经第二人确认",
        RefundState.FAILED: "渠道关闭退款",
    },
    RefundState.SUCCEEDED: {},
    RefundState.FAILED: {RefundState.SUCCEEDED: "人工退款经第二人确认"},
}

LIVE: Final = (PaymentState.CREATED, PaymentState.PENDING)
