"""Read the cart with what every line costs now and why it cannot be bought."""

from dataclasses import dataclass

from kernel import clock
from mall.carts.models import CartLine
from mall.catalog.selectors import SellableSku, Viewer, sellable_skus
from mall.inventory.selectors import available


@dataclass(frozen=True)
class CartRow:
    line: CartLine
    sku: SellableSku
    available: int

    @property
    def is_buyable(self) -> bool:
        return not self.why_not

    @property
    def why_not(self) -> str:
        if not self.sku.is_buyable:
            return self.sku.why_not
        if self.available <= 0:
            return "已售罄"
        return f"库存仅剩 {self.available} 件" if self.available < self.line.quantity else ""


@dataclass(frozen=True)
class Cart:
    rows: tuple[CartRow, ...]

    @property
    def selected_fen(self) -> int:
        """What the ticked and buyable lines cost on the shelf; discounts are the quote's business."""
        return sum(row.sku.price_fen * row.line.quantity for row in self._chosen)

    @property
    def selected_count(self) -> int:
        return sum(row.line.quantity for row in self._chosen)

    @property
    def _chosen(self) -> list[CartRow]:
        return [row for row in self.rows if row.line.is_selected and row.is_buyable]


def cart_of(member_id: int) -> Cart:
    """Return a member's cart: three queries, whatever the number of lines."""
    lines = list(CartLine.objects.filter(member_id=member_id))
    skus = sellable_skus([line.sku_id for line in lines], viewer=Viewer(member_id, clock.now()))
    left = available([line.sku_id for line in lines])
    return Cart(tuple(CartRow(line, skus[line.sku_id], left.get(line.sku_id, 0)) for line in lines))
