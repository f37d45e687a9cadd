"""What a plan costs a member, and why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlanPrice:
    """The lowest price of a plan for somebody, in fen; `source` is shelf, early or newcomer."""

    price_fen: int
    source: str
    label: str

    @property
    def is_for_newcomers(self) -> bool:
        return self.source == "newcomer"
