"""Move a delivery by the table: one conditional update, under its row's lock."""

from datetime import datetime, timedelta
from typing import Any

from members.messages.models import Delivery
from members.messages.states import DELIVERY_TRANSITIONS, ENDED, DeliveryState, Reason

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)


class IllegalMove(RuntimeError):
    """The table has no such move: a mistake of the code, not of a caller."""


def move(delivery: Delivery, to: DeliveryState, *, at: datetime, **changes: Any) -> bool:
    """Move a delivery from where it was read to `to`; False where it has moved meanwhile. Dates follow the state.

    :raises IllegalMove: the table does not know it.
    """
    now = DeliveryState(delivery.state)
    if to not in DELIVERY_TRANSITIONS[now]:
        raise IllegalMove(f"{now} -> {to}")
    dated = {
        "next_attempt_at": changes.pop("next_attempt_at", at) if to == DeliveryState.QUEUED else None,
        "claimed_at": at if to == DeliveryState.SENDING else None,
        "ended_at": at if to in ENDED else None,
    }
    fields = {"state": to, **dated, **changes}
    # The moment of its claim fences it: what was given up as stuck and claimed anew is another run.
    same = Delivery.objects.filter(pk=delivery.pk, state=now, claimed_at=delivery.claimed_at)
    if not same.update(**fields):
        return False
    for name, value in fields.items():
        setattr(delivery, name, value)
    return True


def put_off(delivery: Delivery, *, until: datetime, reason: Reason) -> None:
    """Leave a queued delivery for later."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.QUEUED).update(next_attempt_at=until, reason=reason)


def after(attempts: int, at: datetime) -> datetime:
    """Return when to try again: 30 s, doubled up to an hour."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 12)
    return at + min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
