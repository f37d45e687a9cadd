"""The quote while it passes through the lanes."""

from dataclasses import dataclass, field, replace

from mall.pricing.shapes import NO_POINTS, Adjustment, LineIn, QuotePoints


@dataclass(frozen=True)
class DraftLine:
    """A merged line and what the lanes have done to it so far."""

    given: LineIn
    adjustments: tuple[Adjustment, ...] = ()
    freight_fen: int = 0
    points_used: int = 0

    @property
    def goods_fen(self) -> int:
        return self.given.unit_price_fen * self.given.quantity

    def after(self, lane: int) -> int:
        """Return the amount in fen once the lanes up to this one have had their say."""
        return self.goods_fen + sum(a.amount_fen for a in self.adjustments if a.lane <= lane)

    def adjusted(self, adjustment: Adjustment) -> "DraftLine":
        return replace(self, adjustments=(*self.adjustments, adjustment))


@dataclass(frozen=True)
class Draft:
    lines: tuple[DraftLine, ...]
    freight_adjustments: tuple[Adjustment, ...] = field(default=())
    is_freight_known: bool = True
    points: QuotePoints = NO_POINTS


def merged(lines: tuple[LineIn, ...]) -> tuple[DraftLine, ...]:
    """Merge equal SKUs and put the lines into one order, so that the order of input changes nothing (rules 2.4)."""
    by_sku: dict[int, LineIn] = {}
    for line in lines:
        known = by_sku.get(line.sku_id)
        by_sku[line.sku_id] = replace(known, quantity=known.quantity + line.quantity) if known else line
    return tuple(DraftLine(by_sku[sku_id]) for sku_id in sorted(by_sku))
