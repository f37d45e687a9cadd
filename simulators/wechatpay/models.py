"""Orders, prepay sessions and refunds as WeChat Pay keeps them; all times are seconds, all amounts fen."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulators.store import Shelf
from simulators.world import World

DAY = 86400
AUTO_CLOSE_SECONDS = 7 * DAY
PREPAY_SECONDS = 2 * 3600
LEAST_EXPIRY_SECONDS = 60


@dataclass
class Order:
    """One order; ``state`` is NOTPAY, SUCCESS, REFUND or CLOSED."""

    out_trade_no: str
    params: dict[str, Any]
    created_at: float
    expires_at: float
    state: str = "NOTPAY"
    transaction_id: str = ""
    paid_at: float = 0.0
    refund_nos: list[str] = field(default_factory=list)

    @property
    def total_fen(self) -> int:
        return int(self.params["amount"]["total"])

    @property
    def openid(self) -> str:
        return str(self.params["payer"]["openid"])


@dataclass
class Prepay:
    """One prepay session: it ends two hours after it was made, whatever the order's own expiry."""

    id: str
    out_trade_no: str
    created_at: float


@dataclass
class Refund:
    """One refund; ``status`` is PROCESSING, SUCCESS, CLOSED or ABNORMAL."""

    refund_id: str
    out_refund_no: str
    out_trade_no: str
    params: dict[str, Any]
    created_at: float
    status: str = "PROCESSING"
    success_at: float = 0.0

    @property
    def refund_fen(self) -> int:
        return int(self.params["amount"]["refund"])


@dataclass
class Pointer:
    """From another number to the merchant's own."""

    key: str


def orders(world: World) -> Shelf[Order]:
    return Shelf(world.store, "order", Order)


def prepays(world: World) -> Shelf[Prepay]:
    return Shelf(world.store, "prepay", Prepay)


def refunds(world: World) -> Shelf[Refund]:
    return Shelf(world.store, "refund", Refund)


def transactions(world: World) -> Shelf[Pointer]:
    return Shelf(world.store, "transaction", Pointer)


def find_order(world: World, out_trade_no: str) -> Order | None:
    """Return the order as it stands now: unpaid ones are closed after seven days."""
    order = orders(world).find(out_trade_no)
    if order and order.state == "NOTPAY" and world.clock.now() >= order.created_at + AUTO_CLOSE_SECONDS:
        order.state = "CLOSED"
        orders(world).put(out_trade_no, order)
    return order


def find_order_by_transaction(world: World, transaction_id: str) -> Order | None:
    pointer = transactions(world).find(transaction_id)
    return find_order(world, pointer.key) if pointer else None


def refunds_of(world: World, order: Order) -> Iterator[Refund]:
    for number in order.refund_nos:
        refund = refunds(world).find(number)
        if refund:
            yield refund


def new_number(prefix: str, length: int) -> str:
    """Return a number of WeChat Pay's making: digits after a fixed prefix."""
    return prefix + "".join(secrets.choice("0123456789") for _ in range(length - len(prefix)))
