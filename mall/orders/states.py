"""The states of an order and the one table of legal moves (rules 4); `docs/states.md` is drawn from it."""

from typing import Final

from django.db import models


class Status(models.TextChoices):
    PENDING_PAYMENT = "pending_payment", "待付款"
    GROUPING = "grouping", "待成团"
    TO_SHIP = "to_ship", "待发货"
    SHIPPED = "shipped", "待收货"
    RECEIVED = "received", "已收货"
    COMPLETED = "completed", "已完成"
    CANCELLING = "cancelling", "取消中"
    CANCELLED = "cancelled", "已取消"
    CLOSED = "closed", "已关闭"


class PaymentState(models.TextChoices):
    UNPAID = "unpaid", "未付款"
    DUE = "due", "货到付款"
    PAID = "paid", "已付款"
    PART_REFUNDED = "part_refunded", "部分退款"
    REFUNDED = "refunded", "已退款"


class FulfilmentState(models.TextChoices):
    NONE = "none", "未发货"
    PARTIAL = "partial", "部分发货"
    ALL = "all", "全部发货"


class AftersaleState(models.TextChoices):
    NONE = "none", "无售后"
    OPEN = "open", "售后中"
    DONE = "done", "售后完成"


# from -> to: what brings it about. A move that is not here does not exist.
TRANSITIONS: Final[dict[Status, dict[Status, str]]] = {
    Status.PENDING_PAYMENT: {
        Status.TO_SHIP: "付清货款",
        Status.GROUPING: "付清货款，等待成团",
        Status.CANCELLING: "会员、客服取消或超时未付",
    },
    Status.CANCELLING: {
        Status.CANCELLED: "渠道确认未付款",
        Status.TO_SHIP: "渠道确认已付款",
        Status.GROUPING: "渠道确认已付款，等待成团",
    },
    Status.GROUPING: {Status.TO_SHIP: "成团", Status.CLOSED: "未成团，全额退款"},
    Status.TO_SHIP: {
        Status.SHIPPED: "未退款的实物全部发出",
        Status.RECEIVED: "虚拟商品发放或自提核销",
        Status.CLOSED: "发货前取消或全部退款",
        Status.CANCELLED: "货到付款订单取消",
    },
    Status.SHIPPED: {
        Status.RECEIVED: "会员确认收货或到期自动确认",
        Status.CLOSED: "全部退款",
        Status.CANCELLED: "货到付款拒收",
    },
    Status.RECEIVED: {Status.COMPLETED: "收货满七天且无售后", Status.CLOSED: "全部退款"},
    Status.COMPLETED: {Status.CLOSED: "运营全额退款"},
    Status.CANCELLED: {},
    Status.CLOSED: {},
}

# Nothing more is held, owed or awaited in these.
ENDED: Final = (Status.COMPLETED, Status.CANCELLED, Status.CLOSED)
# Paid, and not all of it surely gone back; whether there is money at all says the payment's state.
REFUNDABLE: Final = (Status.GROUPING, Status.TO_SHIP, Status.SHIPPED, Status.RECEIVED, Status.COMPLETED)
UNPAID: Final = (Status.PENDING_PAYMENT, Status.CANCELLING)
