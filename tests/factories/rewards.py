"""Orders as the rewards room reads them: lines with what was paid, a history, refunds; written without the services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kernel import clock
from kernel.numbers import new_number
from mall.orders.models import Order, OrderEvent, OrderLine, OrderRefund, OrderRefundLine
from members.accounts.models import Member
from tests.factories.catalog import SkuFactory


def paid_order(member: Member, *paid_fen: int, quantity: int = 1, at: datetime | None = None, **fields: Any) -> Order:
    """Return a confirmed order with a line for each amount."""
    at, total = at or clock.now(), sum(paid_fen)
    order = Order.objects.create(
        number=new_number(clock.date_of(at)), member=member, status="to_ship", payment_state="paid", goods_fen=total,
        payable_fen=total, placed_at=at, expires_at=at, paid_at=at, **fields,
    )  # fmt: skip
    for amount in paid_fen:
        sku = SkuFactory()
        OrderLine.objects.create(
            order=order, sku=sku, product_id=sku.product_id, name="青瓷杯", quantity=quantity,
            unit_price_fen=amount, paid_fen=amount,
        )  # fmt: skip
    _note(order, "", "pending_payment", at)
    _note(order, "pending_payment", "to_ship", at)
    return order


def moved(order: Order, to: str, *, at: datetime | None = None) -> Order:
    """Let the order come so far; its history says so."""
    at = at or clock.now()
    _note(order, order.status, to, at)
    order.status = to
    order.save(update_fields=["status"])
    return order


def refunded(order: Order, amounts: Sequence[int], *, at: datetime | None = None) -> OrderRefund:
    """Pay back an amount of each line; 0 leaves a line out."""
    at, total = at or clock.now(), sum(amounts)
    refund = OrderRefund.objects.create(
        number=new_number(clock.date_of(at)), order=order, state="succeeded", amount_fen=total, reason="破损",
        created_at=at, succeeded_at=at,
    )  # fmt: skip
    for line, amount in zip(order.lines.order_by("id"), amounts, strict=True):
        if amount:
            OrderRefundLine.objects.create(refund=refund, line=line, quantity=0, amount_fen=amount)
            line.refunded_fen += amount
            line.save(update_fields=["refunded_fen"])
    return refund


def _note(order: Order, before: str, after: str, at: datetime) -> None:
    OrderEvent.objects.create(order=order, at=at, actor_kind="system", kind="moved", before=before, after=after)
