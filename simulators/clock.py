"""The simulated world's clock: it follows the wall clock until it is moved."""

import time
from datetime import UTC, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))


def wire_seconds() -> int:
    """Return the wall clock, which signatures on the wire use whatever the simulated time is.

    Only what happens *in* WeChat (expiry, retries, success times) follows ``Clock``: the product signs with its
    own wall clock, and both sides refuse timestamps more than five minutes apart.
    """
    return int(time.time())


class Clock:
    """Seconds since the epoch, movable forwards and backwards, running on from where it was put."""

    def __init__(self) -> None:
        self._offset = 0.0

    def now(self) -> float:
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        self._offset += seconds

    def set(self, moment: datetime) -> None:
        self._offset = moment.timestamp() - time.time()

    def reset(self) -> None:
        self._offset = 0.0


def rfc3339(seconds: float) -> str:
    """Write a moment as WeChat Pay does: ``2026-01-01T08:00:00+08:00``."""
    return datetime.fromtimestamp(int(seconds), SHANGHAI).isoformat()


def parse_rfc3339(text: str) -> datetime:
    """Read a moment that names its offset.

    :raises ValueError: no RFC 3339 moment, or without an offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("the moment has no offset")
    return moment.astimezone(UTC)
