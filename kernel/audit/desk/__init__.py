"""What every room's admin page is made of.

@admin.register(Order)
class OrderDesk(ReadOnlyDesk):
    list_display = ["number", "status_badge", "payable", "placed"]
    status_badge = state_column("status", "状态", {"to_ship": "warning", "completed": "success"})
    payable = fen_column("payable_fen", "应付")
    placed = moment_column("placed_at", "下单时间")
    actions_detail = ["cancel"]

    @desk_action(label="取消", permission="mall_orders.cancel_order", form=CancelForm, confirm="取消后不能恢复。")
    def cancel(self, request, order, data):
        cancel_order(order_id=order.pk, reason=data["reason"], actor=actor_of(request), at=clock.now())
        return "订单已取消"
"""

from kernel.audit.desk.actions import bulk_action, desk_action
from kernel.audit.desk.base import DeskAdmin, DeskInline, ReadOnlyDesk, ReadOnlyInline, StackedDeskInline
from kernel.audit.desk.columns import (
    badge,
    fen_column,
    link_column,
    mask_phone,
    moment_column,
    phone_column,
    show_moment,
    state_column,
    text_column,
)
from kernel.audit.desk.exports import csv_export
from kernel.audit.desk.forms import DeskForm, FenField, PickerField
from kernel.audit.desk.trail import actor_of

__all__ = [
    "DeskAdmin",
    "DeskForm",
    "DeskInline",
    "FenField",
    "PickerField",
    "ReadOnlyDesk",
    "ReadOnlyInline",
    "StackedDeskInline",
    "actor_of",
    "badge",
    "bulk_action",
    "csv_export",
    "desk_action",
    "fen_column",
    "link_column",
    "mask_phone",
    "moment_column",
    "phone_column",
    "show_moment",
    "state_column",
    "text_column",
]
