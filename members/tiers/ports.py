"""Port `tiers.benefits`: what a tier or a card may give besides prices. Points stand behind it, coupons later."""

from datetime import datetime
from typing import Protocol


class Benefit(Protocol):
    """A kind of gift. `kind` is a stable code, `label` and `unit` are what operators and members read: 积分, 分."""

    @property
    def kind(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def unit(self) -> str: ...

    def grant(self, *, member_id: int, amount: int, key: str, reference: str, at: datetime) -> None:
        """Give that much to the member, once per key, in the caller's transaction."""


_benefits: dict[str, Benefit] = {}


def register_benefit(benefit: Benefit) -> None:
    """Put a kind behind the port; a second one under the same code is a mistake.

    :raises ValueError: the code is taken.
    """
    if benefit.kind in _benefits:
        raise ValueError(f"{benefit.kind} stands behind tiers.benefits already")
    _benefits[benefit.kind] = benefit


def forget_benefit(kind: str) -> None:
    """Take a kind away again: what a test has registered."""
    _benefits.pop(kind, None)


def find_benefit(kind: str) -> Benefit | None:
    """Return the benefit of a code, if it is registered."""
    return _benefits.get(kind)


def benefits() -> tuple[Benefit, ...]:
    """Return the registered kinds in their order."""
    return tuple(_benefits.values())
