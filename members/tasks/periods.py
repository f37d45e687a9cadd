"""Periods of a task: a code per span of time in which it may be done once. Dates are Shanghai's (rules 1.2)."""

from datetime import date, timedelta
from typing import Final

ONCE: Final = "once"


def period_of(kind: str, on: date) -> str:
    """Return the period of a kind that a date lies in: `2026-11-21`, `2026-W47`, `2026-11` or `once`."""
    if kind == "daily":
        return on.isoformat()
    if kind == "weekly":
        year, week, _ = on.isocalendar()
        return f"{year}-W{week:02d}"
    if kind == "monthly":
        return f"{on:%Y-%m}"
    return ONCE


def last_day_of(kind: str, on: date) -> date | None:
    """Return the last date of the period that a date lies in; None where it never ends."""
    if kind == "daily":
        return on
    if kind == "weekly":
        return on + timedelta(days=7 - on.isoweekday())
    if kind == "monthly":
        return first_of_next_month(on) - timedelta(days=1)
    return None


def first_of_next_month(on: date) -> date:
    """Return the first date of the month after."""
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)
