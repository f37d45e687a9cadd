"""What is asked to be priced: a frozen value, never a request."""

from dataclasses import dataclass

from mall.quotes.ports import OfferChoice


@dataclass(frozen=True)
class Basket:
    """What is to be priced: lines, or the ticked lines of the cart. `points_wanted` None: as many as possible."""

    member_id: int
    lines: tuple[tuple[int, int], ...] = ()  # (sku_id, quantity)
    from_cart: bool = False
    address_id: int | None = None
    offer: OfferChoice | None = None
    points_wanted: int | None = 0
