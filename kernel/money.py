"""Money is an integer in fen; each rounding has its one rule here (rules 1.1, 1.3)."""

import re
from collections.abc import Sequence

BPS = 10_000
_YUAN = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2}))?")


def yuan(fen: int) -> str:
    """Return an amount for screens and bills: 123456 -> "1234.56"."""
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    return f"{sign}{whole}.{cents:02d}"


def display(fen: int) -> str:
    """Return an amount for people: 123456 -> "¥1,234.56"."""
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    return f"{sign}¥{whole:,}.{cents:02d}"


def fen(text: str) -> int:
    """Read a non-negative amount in yuan with at most two decimals.

    :raises ValueError: the text is not such an amount.
    """
    match = _YUAN.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not an amount in yuan: {text!r}")
    whole, cents = match.group(1), match.group(2) or ""
    return int(whole) * 100 + int(cents.ljust(2, "0"))


def at_rate(amount_fen: int, bps: int) -> int:
    """Return a non-negative price after a rate in basis points, rounded half up."""
    return (amount_fen * bps * 2 + BPS) // (2 * BPS)


def share_of(amount_fen: int, bps: int) -> int:
    """Return a commission or earned points: the rate's share of a non-negative amount, rounded down."""
    return amount_fen * bps // BPS


def points_for(amount_fen: int, bps: int) -> int:
    """Return what a non-negative amount costs in points at a rate of points per fen, rounded up."""
    return -(-amount_fen * bps // BPS)


def worth_of(points: int, bps: int) -> int:
    """Return the largest amount in fen that so many points pay for at a rate of points per fen above 0."""
    return points * BPS // bps


def split(total: int, weights: Sequence[int], ceilings: Sequence[int] | None = None) -> list[int]:
    """Split a non-negative total by weights with the largest remainder; no part exceeds its ceiling.

    Parts add up to the total. Ties go to the earlier part. What a ceiling cuts off goes to the parts that still have
    room, by the same rule. All weights 0 count as equal.

    :raises ValueError: the ceilings together are below the total, or there is nothing to split over.
    """
    room = list(ceilings) if ceilings is not None else [total] * len(weights)
    if total and sum(room) < total:
        raise ValueError("the ceilings together are below the total")
    parts = [0] * len(weights)
    rest = total
    while rest:
        shares = _largest_remainder(rest, [w if room[i] else 0 for i, w in enumerate(weights)], room)
        for index, share in enumerate(shares):
            taken = min(share, room[index])
            parts[index] += taken
            room[index] -= taken
            rest -= taken
    return parts


def _largest_remainder(total: int, weights: Sequence[int], room: Sequence[int]) -> list[int]:
    if not any(weights):
        weights = [1 if space else 0 for space in room]
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def part_of(paid_fen: int, pieces: int, before: int, count: int) -> int:
    """Return the share paid for pieces `before+1 .. before+count` of `pieces`, in fen.

    One by one gives back exactly the whole (rules 2.5).
    """
    return paid_fen * (before + count) // pieces - paid_fen * before // pieces
