"""Reads that join or shape; they never write."""

from collections.abc import Mapping
from typing import Final

from kernel.errors import NotFound
from mall.orders.models import Order
from mall.orders.states import ENDED, FulfilmentState, Status
from members.accounts.models import Member


class OrderNotFound(NotFound):
    code, title = "order_not_found", "订单不存在"


class PaymentNotFound(NotFound):
    code, title = "payment_not_found", "订单还没有发起付款"


_ACTIONS: Final[Mapping[Status, tuple[str, ...]]] = {
    Status.PENDING_PAYMENT: ("pay", "cancel"),
    Status.TO_SHIP: ("cancel",),
    Status.SHIPPED: ("receive", "extend"),
}


def get_order(*, member: Member, number: str) -> Order:
    """Return a member's own order.

    :raises OrderNotFound: there is none, or it belongs to someone else.
    """
    order = Order.objects.owned_by(member).visible().filter(number=number).first()
    if order is None:
        raise OrderNotFound
    return order


def member_actions(order: Order) -> list[str]:
    """Return what the member may do with the order now."""
    actions = list(_ACTIONS.get(Status(order.status), ()))
    if "cancel" in actions and order.fulfilment_state != FulfilmentState.NONE:
        actions.remove("cancel")
    if "extend" in actions and order.has_extended:
        actions.remove("extend")
    if order.status in ENDED:
        actions.append("delete")
    return [*actions, "buy_again"]
