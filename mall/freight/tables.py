"""What the quote needs to know about freight: plain values, no database (rules 8.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_TEMPLATE = 0  # stands for "the shop's default template" where a product names none


@dataclass(frozen=True)
class FreightRate:
    """What one template asks for one address. Units are pieces, grams or cubic centimetres."""

    template_id: int
    unit: str
    first_units: int
    first_fen: int
    step_units: int
    step_fen: int
    free_from_fen: int | None = None


@dataclass(frozen=True)
class FreightTable:
    """The rates for one address. A template that is missing here does not deliver there."""

    region_code: str
    rates: Mapping[int, FreightRate] = field(default_factory=dict)


def charge(rate: FreightRate, *, units: int, goods_fen: int) -> int:
    """Return the freight in fen of a template's lines: free from the threshold, else first unit plus begun steps."""
    if rate.free_from_fen is not None and goods_fen >= rate.free_from_fen:
        return 0
    rest = max(0, units - rate.first_units)
    steps = -(-rest // rate.step_units) if rest else 0
    return rate.first_fen + steps * rate.step_fen


def codes_of(region_code: str) -> tuple[str, str, str]:
    """Return district, city and province codes of a district, the most specific first."""
    return region_code, f"{region_code[:4]}00", f"{region_code[:2]}0000"
