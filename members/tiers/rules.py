"""Which tier a growth value gives, and when it is lost: pure, no database, no clock (rules 10.3).

Up at once. Below what the tier asks for: a notice, and down when it has run out, unless the growth value came back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Step(StrEnum):
    """What a decision does to a member's tier."""

    STAY = "stay"
    UP = "up"
    NOTICE = "notice"
    RECOVER = "recovered"
    DOWN = "down"


@dataclass(frozen=True)
class Rung:
    """A tier of the ladder and the growth value it asks for."""

    id: int
    threshold: int


@dataclass(frozen=True)
class Position:
    """Where a member stands. `floor` is what an operator holds them at today, if anything."""

    rung: Rung
    down_on: date | None = None
    keep_until_on: date | None = None
    floor: Rung | None = None


@dataclass(frozen=True)
class Terms:
    """`ladder` is ascending and begins at 0; both periods are in days."""

    ladder: Sequence[Rung]
    notice_days: int
    keep_days: int = 0


@dataclass(frozen=True)
class Decision:
    """`rung` is the tier from now on; `down_on` is set while a notice runs."""

    step: Step
    rung: Rung
    down_on: date | None = None


def window_start(on: date, days: int) -> date:
    """Return the first date that counts on `on`: the last `days` dates, that one included."""
    return on - timedelta(days=days - 1)


def earned(ladder: Sequence[Rung], growth: int) -> Rung:
    """Return the highest rung the growth value reaches; below 0 counts as 0."""
    return [rung for rung in ladder if rung.threshold <= max(growth, 0)][-1]


def decide(position: Position, *, growth: int, terms: Terms, on: date) -> Decision:
    """Return what becomes of a member's tier on a Shanghai date."""
    due = earned(terms.ladder, growth)
    if position.floor is not None and position.floor.threshold > due.threshold:
        due = position.floor
    now = position.rung
    if due.threshold > now.threshold or (due.threshold == now.threshold and due.id != now.id):
        return Decision(Step.UP, due)
    if due == now:
        return Decision(Step.RECOVER if position.down_on else Step.STAY, now)
    if position.down_on is None:
        notice_ends = on + timedelta(days=terms.notice_days)
        return Decision(Step.NOTICE, now, max(notice_ends, position.keep_until_on or notice_ends))
    if on >= position.down_on:
        return Decision(Step.DOWN, due)
    return Decision(Step.STAY, now, position.down_on)
