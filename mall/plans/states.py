"""The life of what was bought: waiting for payment, delivered, taken back; or never delivered."""

from typing import Final

from django.db import models


class PurchaseState(models.TextChoices):
    WAITING = "waiting", "待付款"
    DELIVERED = "delivered", "已开通"
    TAKEN_BACK = "taken_back", "已退回"
    DROPPED = "dropped", "已取消"


PURCHASE_TRANSITIONS: Final[dict[PurchaseState, dict[PurchaseState, str]]] = {
    PurchaseState.WAITING: {PurchaseState.DELIVERED: "付款", PurchaseState.DROPPED: "取消订单"},
    PurchaseState.DELIVERED: {PurchaseState.TAKEN_BACK: "退款"},
    PurchaseState.TAKEN_BACK: {},
    PurchaseState.DROPPED: {},
}
