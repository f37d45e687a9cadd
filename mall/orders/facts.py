"""What rooms above hear of an order (rules 4.2)."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Fact):
    aggregate: ClassVar[str] = "order_id"
    label: ClassVar[str] = "提交订单"
    order_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(Fact):
    """Paid, or cash on delivery accepted, and no group is waited for."""

    aggregate: ClassVar[str] = "order_id"
    label: ClassVar[str] = "订单确认"
    order_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Fact):
    """Takes back all that `OrderConfirmed` gave, if it ever was."""

    aggregate: ClassVar[str] = "order_id"
    label: ClassVar[str] = "订单取消"
    order_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(Fact):
    """Pieces of a line, or an amount on it, have been paid back. `amount_fen` is for the goods of the line."""

    aggregate: ClassVar[str] = "order_id"
    label: ClassVar[str] = "订单退款到账"
    order_id: int
    line_id: int
    order_refund_id: int
    quantity: int
    amount_fen: int


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(Fact):
    """Rewards and commissions become final."""

    aggregate: ClassVar[str] = "order_id"
    label: ClassVar[str] = "订单完成"
    order_id: int
    member_id: int
