"""The states of a merge of two members and the one table of legal moves; `docs/states.md` is drawn from it."""

from typing import Final

from django.db import models


class MergeState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    WAITING = "waiting", "等待合并"
    MERGED = "merged", "已合并"
    UNDONE = "undone", "已撤销"
    DISMISSED = "dismissed", "不合并"


# from -> to: what brings it about. A move that is not here does not exist.
MERGE_TRANSITIONS: Final[dict[MergeState, dict[MergeState, str]]] = {
    MergeState.PROPOSED: {
        MergeState.WAITING: "运营确认",
        MergeState.DISMISSED: "运营认定不是同一人，或已失去意义",
    },
    MergeState.WAITING: {
        MergeState.MERGED: "没有阻碍，两个会员合为一个",
        MergeState.DISMISSED: "运营认定不是同一人，或已失去意义",
    },
    MergeState.MERGED: {MergeState.UNDONE: "期限内撤销，后来的业务不相抵触"},
    MergeState.UNDONE: {},
    MergeState.DISMISSED: {},
}

OPEN: Final = (MergeState.PROPOSED, MergeState.WAITING)
