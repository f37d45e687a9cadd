"""Another toy room that reacts to the same facts."""

from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened
from tests.kernel.outbox.handlers import hear


def look_at_drop(fact: ParcelDropped) -> None:
    hear(f"neighbour drop {fact.parcel_id}")


def look_at_opening(fact: ParcelOpened) -> None:
    hear(f"neighbour opened {fact.parcel_id}")
