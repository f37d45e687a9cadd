"""A kind of benefit that writes down what it gave."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from members.tiers import ports


@dataclass
class Sweets:
    """Stands behind the port as points and coupons do."""

    kind: str = "sweets"
    label: str = "糖果"
    unit: str = "颗"
    given: list[tuple[int, int]] = field(default_factory=list)

    def grant(self, *, member_id: int, amount: int, key: str, reference: str, at: datetime) -> None:
        self.given.append((member_id, amount))


@pytest.fixture
def sweets() -> Iterator[Sweets]:
    benefit = Sweets()
    ports.register_benefit(benefit)
    yield benefit
    ports.forget_benefit(benefit.kind)
