"""Who did it: a member, an operator, the clock, the house itself, or a channel that told us."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["member", "operator", "clock", "system", "channel"]


@dataclass(frozen=True)
class Actor:
    """`id` is the member's or the operator's, None for the others."""

    kind: Kind
    id: int | None = None

    @classmethod
    def member(cls, member_id: int) -> "Actor":
        return cls("member", member_id)

    @classmethod
    def operator(cls, operator_id: int) -> "Actor":
        return cls("operator", operator_id)

    @classmethod
    def clock(cls) -> "Actor":
        return cls("clock")

    @classmethod
    def system(cls) -> "Actor":
        return cls("system")

    @classmethod
    def channel(cls) -> "Actor":
        return cls("channel")

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"
