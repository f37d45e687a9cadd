"""The only clock of the house. Stored times are UTC, business dates are Asia/Shanghai (rules 1.2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the present moment in UTC, or the one that `at` has set."""
    return _moment.get() or timezone.now()


def wire_now() -> datetime:
    """Return the wall clock, whatever `at` has set: for signatures, whose age the other side checks by its own."""
    return timezone.now()


def today() -> date:
    """Return the business date in Shanghai."""
    return date_of(now())


def date_of(moment: datetime) -> date:
    """Return the Shanghai date of a moment."""
    return moment.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """Return the first moment of a Shanghai date."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the half-open span [start, end) of a Shanghai date."""
    return start_of(day), start_of(day + timedelta(days=1))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Run a block as of another moment: clock jobs by hand, seeds, tests. Threads started inside do not see it."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
