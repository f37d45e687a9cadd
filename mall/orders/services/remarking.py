"""Small changes that move nothing."""

from datetime import datetime

from django.db import transaction

from kernel.audit.actors import Actor
from mall.carts.services import put_back
from mall.orders.models import Order
from mall.orders.services.moving import IllegalMove, lock_order, note_event
from mall.orders.states import ENDED


@transaction.atomic
def remark_order(*, order_id: int, text: str, actor: Actor, at: datetime) -> Order:
    """Set the operators' remark; the timeline keeps the earlier ones."""
    order = lock_order(order_id)
    order.operator_remark = text
    order.save(update_fields=["operator_remark"])
    note_event(order, kind="remarked", actor=actor, at=at, note=text)
    return order


@transaction.atomic
def hide_order(*, order_id: int, actor: Actor, at: datetime) -> None:
    """Take an ended order off the member's list; nothing is deleted.

    :raises IllegalMove: the order has not ended.
    """
    order = lock_order(order_id)
    if order.status not in ENDED:
        raise IllegalMove("订单结束后才能删除")
    order.is_hidden = True
    order.save(update_fields=["is_hidden"])
    note_event(order, kind="hidden", actor=actor, at=at)


def buy_again(*, order: Order, at: datetime) -> list[int]:
    """Put the goods of an order into the member's cart; return the SKU ids that could not be put there."""
    pieces = dict(order.lines.order_by("id").values_list("sku_id", "quantity"))
    return put_back(member_id=order.member_id, pieces=pieces, at=at)
