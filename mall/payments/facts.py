"""What happened to money. Only `orders` listens to payments; rooms above hear order facts (rules 4.2)."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PaymentSucceeded(Fact):
    """The exact amount arrived. `amount_fen` in fen."""

    aggregate: ClassVar[str] = "payment_id"
    label: ClassVar[str] = "付款到账"
    payment_id: int
    order_id: int
    amount_fen: int


@dataclass(frozen=True, kw_only=True)
class RefundCreated(Fact):
    """Money is to go back; the channel has not been asked yet."""

    aggregate: ClassVar[str] = "payment_id"
    label: ClassVar[str] = "发起退款"
    payment_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundSucceeded(Fact):
    """Money has gone back. `order_refund_id` is None for excess money, which touches no order line."""

    aggregate: ClassVar[str] = "payment_id"
    label: ClassVar[str] = "退款到账"
    payment_id: int
    refund_id: int
    order_id: int
    order_refund_id: int | None
    amount_fen: int


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Fact):
    """The channel closed a refund; a new number follows, or an operator."""

    aggregate: ClassVar[str] = "payment_id"
    label: ClassVar[str] = "退款失败"
    payment_id: int
    refund_id: int
    order_id: int
    order_refund_id: int | None


@dataclass(frozen=True, kw_only=True)
class NotificationReceived(Fact):
    """A verified notification was stored and answered; the work is still to be done (rules 5.3)."""

    aggregate: ClassVar[str] = "notification_id"
    label: ClassVar[str] = "收到渠道通知"
    notification_id: int
