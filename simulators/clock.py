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
    """Seconds since the epoch, movable forwards and backwards; it runs on from where it was put, unless stopped."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._stopped_at: float | None = None

    @property
    def is_stopped(self) -> bool:
        return self._stopped_at is not None

    def now(self) -> float:
        return time.time() + self._offset if self._stopped_at is None else self._stopped_at

    def advance(self, seconds: float) -> None:
        self._put(self.now() + seconds)

    def set(self, moment: datetime) -> None:
        self._put(moment.timestamp())

    def stop(self) -> None:
        """Stand still until moved: a test that counts seconds wants no others in between."""
        self._stopped_at = self.now()

    def resume(self) -> None:
        """Run on from here."""
        here, self._stopped_at = self.now(), None
        self._put(here)

    def reset(self) -> None:
        """Follow the wall clock again."""
        self._offset, self._stopped_at = 0.0, None

    def _put(self, seconds: float) -> None:
        if self._stopped_at is None:
            self._offset = seconds - time.time()
        else:
            self._stopped_at = seconds


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
