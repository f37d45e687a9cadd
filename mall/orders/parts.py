"""What the room has of a member, for the port `accounts.parts`: orders."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Min, Q

from kernel import clock, money
from mall.orders.models import Order, OrderRefund
from mall.orders.states import ENDED, UNPAID
from members.accounts.services import set_first_paid

# What tells who an order is for. The district stays: it says where the shop sells, not to whom.
PERSONAL = ("receiver_name", "receiver_phone_cipher", "address_detail", "remark", "operator_remark")


class OrdersPart:
    name = "mall.orders"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Count the orders."""
        return {"订单": Order.objects.filter(member_id=source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Give the orders to the target, under their locks; what happened to them keeps saying who did it."""
        ids = [order.pk for order in Order.objects.locked().filter(member_id=source_id).only("pk")]
        Order.objects.filter(pk__in=ids).update(member_id=target_id)
        return {"source_id": source_id, "target_id": target_id, "ids": ids}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Give them back; what either has placed since the merge stays with the target, as does who paid first."""
        mine = Order.objects.locked().filter(pk__in=journal["ids"]).only("pk")
        Order.objects.filter(pk__in=[order.pk for order in mine]).update(member_id=journal["source_id"])
        first = Order.objects.filter(member_id=journal["target_id"]).aggregate(first=Min("paid_at"))["first"]
        if first is not None:
            set_first_paid(member_id=journal["target_id"], at=first)

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return every order with what it sent where."""
        orders = Order.objects.filter(member_id=member_id).prefetch_related("lines").order_by("id")
        return {"订单": [_exported(order) for order in orders]}

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Keep the skeleton that money needs; nobody can be found by it: no name, phone, street or words of theirs."""
        Order.objects.filter(member_id=member_id).update(**dict.fromkeys(PERSONAL, ""))

    def blocks(self, *, member_id: int) -> list[str]:
        """Say what must end first: an unpaid order holds stock, points and coupons of its member."""
        unpaid = Order.objects.filter(member_id=member_id, status__in=UNPAID).order_by("id")
        return [f"订单 {number} 待付款或取消中" for number in unpaid.values_list("number", flat=True)]

    def erasure_blocks(self, *, member_id: int) -> list[str]:
        """Say what is still under way."""
        going_on = Order.objects.filter(member_id=member_id).exclude(status__in=[*ENDED, *UNPAID]).order_by("id")
        said = [
            f"订单 {order.number} {order.get_status_display()}，尚未完成" for order in going_on.only("number", "status")
        ]
        open_refunds = OrderRefund.objects.filter(order__member_id=member_id, state=OrderRefund.State.OPEN)
        return said + [f"订单退款 {number} 尚未到账" for number in open_refunds.values_list("number", flat=True)]

    def traces(self, *, member_id: int) -> list[str]:
        """Say what an erased member has left behind."""
        told = Q()
        for name in PERSONAL:
            told |= ~Q(**{name: ""})
        kept = Order.objects.filter(told, member_id=member_id)
        return [f"订单 {number} 的收货信息" for number in kept.order_by("id").values_list("number", flat=True)]


def _exported(order: Order) -> dict[str, Any]:
    return {
        "订单号": order.number,
        "状态": order.get_status_display(),
        "下单时间": order.placed_at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "应付（元）": money.yuan(order.payable_fen),
        "已退（元）": money.yuan(order.refunded_fen),
        "商品": [{"名称": line.name, "规格": line.options, "数量": line.quantity} for line in order.lines.all()],
        "收货人": order.receiver_name,
        "收货电话": order.receiver_phone,
        "收货地址": "".join(order.region_names) + order.address_detail,
        "留言": order.remark,
    }
