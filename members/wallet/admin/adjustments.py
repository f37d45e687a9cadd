"""The queue of adjustments: what waits for a second person, and what was decided."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kernel import clock
from kernel.audit.desk import ReadOnlyDesk, desk_action, fen_column, link_column, moment_column, state_column
from members.wallet import services
from members.wallet.admin.wallets import operator_id_of
from members.wallet.models import Adjustment
from members.wallet.states import AdjustmentState

SETTLE = "members_wallet.settle_adjustment"


def _waits(row: Adjustment) -> bool:
    return row.state == AdjustmentState.PROPOSED


@admin.register(Adjustment)
class AdjustmentDesk(ReadOnlyDesk):
    list_display = ["proposed", "whose", "principal", "bonus", "reason", "state_badge", "proposed_by", "decided_by"]
    list_filter = ["state", "proposed_at"]
    list_select_related = ["member", "proposed_by", "decided_by"]
    search_fields = ["member__number", "member__nickname", "reason"]
    search_help_text = "会员号、昵称或原因"
    ordering = ["-id"]
    actions_detail = ["approve", "reject"]
    state_badge = state_column("state", "状态", {"proposed": "warning", "applied": "success", "rejected": "default"})
    whose = link_column("member", "会员")
    principal = fen_column("principal_fen", "本金")
    bonus = fen_column("bonus_fen", "赠金")
    proposed = moment_column("proposed_at", "提出时间")
    decided = moment_column("decided_at", "决定时间")
    fields = [
        "whose", "principal", "bonus", "reason", "state_badge", "proposed", "proposed_by", "decided", "decided_by",
    ]  # fmt: skip
    readonly_fields = fields

    @desk_action(
        label="同意",
        permission=SETTLE,
        when=_waits,
        confirm="同意后立即入账，不能撤回。提出人自己不能同意。",
        icon="task_alt",
    )
    def approve(self, request: HttpRequest, row: Adjustment, data: dict[str, Any]) -> str:
        services.approve_adjustment(adjustment_id=row.pk, operator_id=operator_id_of(request), at=clock.now())
        return "余额已调整"

    @desk_action(label="驳回", permission=SETTLE, when=_waits, icon="block", variant="danger")
    def reject(self, request: HttpRequest, row: Adjustment, data: dict[str, Any]) -> str:
        services.reject_adjustment(adjustment_id=row.pk, operator_id=operator_id_of(request), at=clock.now())
        return "已驳回"
