"""What happens to parcels."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ParcelShipped(Fact):
    aggregate: ClassVar[str] = "order_id"
    label: ClassVar[str] = "包裹发出"
    order_id: int
    parcel_id: int
