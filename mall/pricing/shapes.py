"""What goes into a quote and what comes out: frozen values only, no database, no clock (rules 2)."""

from dataclasses import dataclass

from mall.freight.tables import FreightTable


@dataclass(frozen=True)
class Adjustment:
    """A change of what is paid, explained. `amount_fen` is negative for a saving."""

    lane: int
    source: str
    label: str
    amount_fen: int


@dataclass(frozen=True)
class PriceCandidate:
    """A unit price that competes in lane 1 with the shelf price."""

    source: str
    label: str
    price_fen: int


@dataclass(frozen=True)
class OfferTerms:
    """The price of a flash sale, group, bargain: it excludes the other prices of lane 1 (rules 2.7)."""

    source: str
    label: str
    unit_price_fen: int
    is_stackable: bool = False


@dataclass(frozen=True)
class LineIn:
    """One SKU that is to be priced; the price is what the shelf says."""

    sku_id: int
    product_id: int
    quantity: int
    unit_price_fen: int
    weight_grams: int = 500
    volume_cm3: int = 0
    freight_template_id: int = 0
    is_physical: bool = True
    candidates: tuple[PriceCandidate, ...] = ()


@dataclass(frozen=True)
class QuoteRequest:
    """Everything a quote depends on. `freight` is None while no address is known."""

    lines: tuple[LineIn, ...]
    freight: FreightTable | None = None
    offer: OfferTerms | None = None


@dataclass(frozen=True)
class QuoteLine:
    """A priced line: `paid_fen` = `goods_fen` + its adjustments; `freight_fen` is its share of the freight."""

    sku_id: int
    product_id: int
    quantity: int
    unit_price_fen: int
    goods_fen: int
    paid_fen: int
    freight_fen: int
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True)
class Quote:
    """The answer. Order totals are sums of lines, nothing else (rules 2.1)."""

    lines: tuple[QuoteLine, ...]
    freight_adjustments: tuple[Adjustment, ...]
    goods_fen: int
    discount_fen: int
    freight_fen: int
    payable_fen: int
    is_freight_known: bool
    is_optimal: bool = True
