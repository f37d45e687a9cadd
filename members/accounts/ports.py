"""Port `accounts.parts`: every room that owns something of a member stands behind it.

Two members found to be one are merged, a member's data is exported or erased: each part is asked in turn.
`config/ports.py` lists them bottom-up, and that is the order of `parts()`. What takes locks (move, undo, erase) goes
`top_down()`: orders before payments before lots before ledger accounts (rules 4.4).

Three things a part may have beside the protocol:

- `erasure_blocks(member_id=)`: sentences that stand against erasing but not against merging (money on an account, an
  order under way, an open refund);
- `traces(member_id=)`: sentences that name what still tells who an erased member was, for `verify`;
- `may_move_again = True`: `move` may run a second time for the same pair, for what came in while the members were
  being merged (an upload, an answer of a channel).

A posting of a merge is named by `selectors.merge_case_id(source_id=, target_id=)`. An `undo` that later events
contradict raises a refusal whose detail is the sentence for the operator.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol


class Part(Protocol):
    """What a room has of a member. Every method runs in the caller's transaction, both members locked by id."""

    name: str

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Return what `move` would move, by Chinese label, and how many of it; writes nothing."""

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Give what the source owns to the target; return the JSON journal that `undo` needs."""

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Take back what `move` did, as far as later events allow."""

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return everything kept about the member, as JSON values."""

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Remove what identifies the member; keep what law and money need."""

    def blocks(self, *, member_id: int) -> list[str]:
        """Return, in Chinese, what stands against merging the member away or erasing them now."""


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Put a room behind the port; a second one under the same name is a mistake.

    :raises ValueError: the name is taken.
    """
    if part.name in _parts:
        raise ValueError(f"{part.name} stands behind accounts.parts already")
    _parts[part.name] = part


def parts() -> Iterator[Part]:
    """Return the registered parts in their order, bottom-up."""
    return iter(tuple(_parts.values()))


def top_down() -> Iterator[Part]:
    """Return the registered parts from the roof down: the order in which locks are taken (rules 4.4)."""
    return reversed(tuple(_parts.values()))


def find_part(name: str) -> Part | None:
    """Return the part of a name, if it stands behind the port."""
    return _parts.get(name)


def erasure_blocks(member_id: int) -> list[str]:
    """Return everything that stands against erasing a member: what blocks a merge, and money or goods under way."""
    said: list[str] = []
    for part in parts():
        said += part.blocks(member_id=member_id)
        said += getattr(part, "erasure_blocks", _nothing)(member_id=member_id)
    return said


def traces(member_id: int) -> list[str]:
    """Return what the rooms still keep by which an erased member could be recognised; none may be left."""
    return [trace for part in parts() for trace in getattr(part, "traces", _nothing)(member_id=member_id)]


def _nothing(*, member_id: int) -> list[str]:
    return []
