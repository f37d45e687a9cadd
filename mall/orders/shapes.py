"""What the services of this room take: frozen values, never a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mall.quotes.shapes import Basket

__all__ = ["Basket", "Checkout", "RefundRequest"]


@dataclass(frozen=True)
class Checkout:
    basket: Basket
    expected_payable_fen: int | None = None
    remark: str = ""


@dataclass(frozen=True)
class RefundRequest:
    """What goes back. `pieces` and `amounts_fen` by line id; without an amount it is what was paid for the pieces."""

    order_id: int
    reason: str
    pieces: Mapping[int, int] = field(default_factory=dict)
    amounts_fen: Mapping[int, int] = field(default_factory=dict)
    with_freight: bool = False
