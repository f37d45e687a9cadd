"""The states of an earning, of an adjustment by hand and of an import, and the one table of legal moves of each."""

from typing import Final

from django.db import models


class EarningState(models.TextChoices):
    PENDING = "pending", "待生效"
    CONFIRMED = "confirmed", "已生效"
    TAKEN_BACK = "taken_back", "已收回"


class AdjustmentState(models.TextChoices):
    WAITING = "waiting", "待复核"
    DONE = "done", "已完成"
    REJECTED = "rejected", "已驳回"


class ImportState(models.TextChoices):
    DRAFT = "draft", "待确认"
    WAITING = "waiting", "待复核"
    RUNNING = "running", "发放中"
    DONE = "done", "已完成"
    DISCARDED = "discarded", "已作废"


# from -> to: what brings it about. A move that is not here does not exist.
EARNING_TRANSITIONS: Final[dict[EarningState, dict[EarningState, str]]] = {
    EarningState.PENDING: {EarningState.CONFIRMED: "订单完成", EarningState.TAKEN_BACK: "全部收回"},
    EarningState.CONFIRMED: {EarningState.TAKEN_BACK: "全部收回"},
    EarningState.TAKEN_BACK: {},
}

ADJUSTMENT_TRANSITIONS: Final[dict[AdjustmentState, dict[AdjustmentState, str]]] = {
    AdjustmentState.WAITING: {AdjustmentState.DONE: "第二人复核通过", AdjustmentState.REJECTED: "驳回"},
    AdjustmentState.DONE: {},
    AdjustmentState.REJECTED: {},
}

IMPORT_TRANSITIONS: Final[dict[ImportState, dict[ImportState, str]]] = {
    ImportState.DRAFT: {
        ImportState.WAITING: "确认，超过限额",
        ImportState.RUNNING: "确认",
        ImportState.DISCARDED: "作废",
    },
    ImportState.WAITING: {ImportState.RUNNING: "第二人复核通过", ImportState.DISCARDED: "驳回"},
    ImportState.RUNNING: {ImportState.DONE: "全部发放"},
    ImportState.DONE: {},
    ImportState.DISCARDED: {},
}
