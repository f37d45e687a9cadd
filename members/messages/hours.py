"""The quiet hours, in Shanghai time."""

from datetime import datetime, time, timedelta

from kernel.clock import SHANGHAI


def quiet_until(at: datetime, *, begins: int, ends: int) -> datetime | None:
    """Return when the quiet hours that `at` lies in end, or None outside them; hours may pass midnight."""
    local = at.astimezone(SHANGHAI)
    is_quiet = begins <= local.hour < ends if begins < ends else local.hour >= begins or local.hour < ends
    if begins == ends or not is_quiet:
        return None
    end = datetime.combine(local.date(), time(ends), tzinfo=SHANGHAI)
    return end if end > local else end + timedelta(days=1)
