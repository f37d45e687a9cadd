"""The states of what is spent, of a gift card and of an adjustment, and the one table of legal moves of each."""

from typing import Final

from django.db import models


class SpendingState(models.TextChoices):
    HELD = "held", "冻结中"
    CAPTURED = "captured", "已扣款"
    RELEASED = "released", "已释放"


class CardState(models.TextChoices):
    ISSUED = "issued", "未使用"
    REDEEMED = "redeemed", "已使用"
    VOID = "void", "已作废"
    EXPIRED = "expired", "已过期"


class AdjustmentState(models.TextChoices):
    PROPOSED = "proposed", "待审批"
    APPLIED = "applied", "已入账"
    REJECTED = "rejected", "已驳回"


# from -> to: what brings it about. A move that is not here does not exist.
SPENDING_TRANSITIONS: Final[dict[SpendingState, dict[SpendingState, str]]] = {
    SpendingState.HELD: {
        SpendingState.CAPTURED: "付款成功",
        SpendingState.RELEASED: "付款关闭",
    },
    SpendingState.CAPTURED: {},
    SpendingState.RELEASED: {},
}

CARD_TRANSITIONS: Final[dict[CardState, dict[CardState, str]]] = {
    CardState.ISSUED: {
        CardState.REDEEMED: "会员兑换",
        CardState.VOID: "运营作废",
        CardState.EXPIRED: "到期",
    },
    CardState.REDEEMED: {},
    CardState.VOID: {},
    CardState.EXPIRED: {},
}

ADJUSTMENT_TRANSITIONS: Final[dict[AdjustmentState, dict[AdjustmentState, str]]] = {
    AdjustmentState.PROPOSED: {
        AdjustmentState.APPLIED: "金额在单人限额内，或第二人同意",
        AdjustmentState.REJECTED: "第二人驳回，或本人撤回",
    },
    AdjustmentState.APPLIED: {},
    AdjustmentState.REJECTED: {},
}
