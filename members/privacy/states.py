"""The states of an export and of an erasure, and the tables of legal moves; `docs/states.md` is drawn from them."""

from typing import Final

from django.db import models


class ExportState(models.TextChoices):
    REQUESTED = "requested", "生成中"
    READY = "ready", "可下载"
    EXPIRED = "expired", "已过期"


class ErasureState(models.TextChoices):
    COOLING = "cooling", "冷静期"
    DONE = "done", "已注销"
    CANCELLED = "cancelled", "已撤回"


EXPORT_TRANSITIONS: Final[dict[ExportState, dict[ExportState, str]]] = {
    ExportState.REQUESTED: {ExportState.READY: "文件生成", ExportState.EXPIRED: "会员注销"},
    ExportState.READY: {ExportState.EXPIRED: "过了保留天数，或会员注销"},
    ExportState.EXPIRED: {},
}

ERASURE_TRANSITIONS: Final[dict[ErasureState, dict[ErasureState, str]]] = {
    ErasureState.COOLING: {
        ErasureState.DONE: "冷静期满，且没有未了结的业务",
        ErasureState.CANCELLED: "会员或客服撤回",
    },
    ErasureState.DONE: {},
    ErasureState.CANCELLED: {},
}
