"""A toy room that reacts. What it heard is kept in `heard`; what is in `broken` fails."""

from kernel.outbox.services import publish
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened

heard: list[str] = []
broken: set[str] = set()


def hear(what: str) -> None:
    heard.append(what)
    if what in broken:
        raise RuntimeError(f"{what} is broken")


def open_parcel(fact: ParcelDropped) -> None:
    """Publish before failing, so that a test sees the effect go with the mark."""
    publish(ParcelOpened(parcel_id=fact.parcel_id))
    hear(f"open {fact.parcel_id}")


def note_drop(fact: ParcelDropped) -> None:
    hear(f"drop {fact.parcel_id}")


def note_opening(fact: ParcelOpened) -> None:
    hear(f"opened {fact.parcel_id}")


def call_courier(fact: ParcelDropped) -> None:
    hear(f"call {fact.parcel_id}")
