"""Arithmetic of lots, pure: what is taken of which, what expires, and until when points last (rules 10.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kernel import clock


@dataclass(frozen=True)
class Portion:
    """So many points of a lot, or of a use of one."""

    id: int
    points: int


def end_of_month(day: date, months: int) -> datetime:
    """Return when points made on a Shanghai date end: the first moment after that month's `months`-th successor.

    Made at any time in November 2026 with 12 months: 2027-12-01 00:00 in Shanghai.
    """
    whole = day.year * 12 + day.month - 1 + months + 1
    return clock.start_of(date(whole // 12, whole % 12 + 1, 1))


def end_of_days(day: date, days: int) -> datetime:
    """Return the first moment after `days` whole days that follow a Shanghai date."""
    return clock.start_of(day + timedelta(days=days + 1))


def take(parts: Iterable[Portion], wanted: int) -> list[Portion]:
    """Take points from parts in their order until enough are taken; fewer, if the parts have fewer."""
    taken = []
    for part in parts:
        if wanted <= 0:
            break
        if used := min(part.points, wanted):
            taken.append(Portion(part.id, used))
            wanted -= used
    return taken


def expiring(ended: Iterable[Portion], held: int) -> list[Portion]:
    """Return what expires of ended lots in spending order: all but what is held, which would be spent first."""
    gone = []
    for part in ended:
        kept = min(part.points, held)
        held -= kept
        if part.points > kept:
            gone.append(Portion(part.id, part.points - kept))
    return gone


def total(parts: Iterable[Portion]) -> int:
    """Add up."""
    return sum(part.points for part in parts)
