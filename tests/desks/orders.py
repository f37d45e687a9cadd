"""Orders as the first page counts them: only status, money and moments matter."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from mall.orders.models import Order
from mall.orders.states import Status
from members.accounts.models import Member

_serial = count(1)


def order_of(
    member: Member,
    *,
    paid_at: datetime | None,
    status: str = Status.TO_SHIP,
    fen: int = 1000,
    placed_at: Any = None,
) -> Order:
    """Write an order straight into the table; placed when it was paid, unless said otherwise."""
    placed_at = placed_at or paid_at
    return Order.objects.create(
        number=f"20261121{next(_serial):012d}",
        member=member,
        status=status,
        goods_fen=fen,
        payable_fen=fen,
        placed_at=placed_at,
        expires_at=placed_at + timedelta(minutes=30),
        paid_at=paid_at,
    )
