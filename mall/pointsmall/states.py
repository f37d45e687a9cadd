"""The life of one redemption: taken with the order, given back when it is cancelled, used when it is paid."""

from typing import Final

from django.db import models


class RedemptionState(models.TextChoices):
    TAKEN = "taken", "已占用"
    USED = "used", "已兑换"
    GIVEN_BACK = "given_back", "已退回"


TRANSITIONS: Final[dict[RedemptionState, dict[RedemptionState, str]]] = {
    RedemptionState.TAKEN: {RedemptionState.USED: "付款", RedemptionState.GIVEN_BACK: "取消订单"},
    RedemptionState.USED: {RedemptionState.GIVEN_BACK: "全部退货"},
    RedemptionState.GIVEN_BACK: {},
}
