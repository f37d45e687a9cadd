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
class MemberRate:
    """A rate on the shelf price that the member's standing gives; 10000 bps take nothing off."""

    source: str
    label: str
    bps: int


@dataclass(frozen=True)
class Waiver:
    """Why the member pays no freight."""

    source: str
    label: str


@dataclass(frozen=True)
class MemberTerms:
    """What the member's standing gives: every rate competes in lane 1, and freight may be free."""

    rates: tuple[MemberRate, ...] = ()
    free_shipping: Waiver | None = None


@dataclass(frozen=True)
class PointsTerms:
    """The member's points and the shop's limits. `wanted` None: as many as possible; `max_fen` 0: no limit an order.

    `points_per_fen_bps` 10000: a point is worth a fen.
    """

    available: int
    wanted: int | None
    cap_bps: int
    max_fen: int
    points_per_fen_bps: int


@dataclass(frozen=True)
class OfferTerms:
    """What an offer asks for: its price excludes the other prices of lane 1 (rules 2.7).

    `points_due` is what all the pieces cost in points beside their price; they come back by pieces when refunded.
    Lanes 2-4 apply only where the offer is stackable, its coupon only where it also takes coupons. An offer for
    newcomers goes to members who have never paid, one unpaid order at a time (rules 2.9).
    """

    source: str
    label: str
    unit_price_fen: int
    points_due: int = 0
    is_stackable: bool = False
    takes_coupons: bool = True
    takes_points: bool = True
    takes_wallet: bool = True
    earns_rewards: bool = True
    is_for_newcomers: bool = False


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
    member: MemberTerms = MemberTerms()
    points: PointsTerms | None = None


@dataclass(frozen=True)
class QuotePoints:
    """Points: what the member has, could use here, uses here, and what that saves in fen."""

    available: int = 0
    usable: int = 0
    used: int = 0
    saved_fen: int = 0


NO_POINTS = QuotePoints()


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
    points_used: int
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
    points: QuotePoints = NO_POINTS
    is_optimal: bool = True
