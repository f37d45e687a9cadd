"""Two toy facts: a parcel is dropped, and opened."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ParcelDropped(Fact):
    aggregate: ClassVar[str] = "parcel_id"
    parcel_id: int
    stops: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ParcelOpened(Fact):
    aggregate: ClassVar[str] = "parcel_id"
    parcel_id: int
