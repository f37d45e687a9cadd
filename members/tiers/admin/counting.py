"""How many members would move by other rules: two statements for any number of members, linear, on both engines.

Table and column names are literals; every value is a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from members.tiers.rules import Rung
from members.tiers.statements import GROWN, day, rows, window

_PLACED = "".join(
    (
        GROWN,
        """
, counted AS (
    SELECT standing.member_id, standing.tier_id, COALESCE(grown.growth, 0) AS growth,
           CASE WHEN standing.held_until_on >= %s THEN {held} ELSE 0 END AS floor
      FROM members_tiers_membertier AS standing
      LEFT JOIN grown ON grown.member_id = standing.member_id
)
, earned AS (
    SELECT counted.*, {place} AS place FROM counted
)
, placed AS (
    SELECT member_id, tier_id, growth, CASE WHEN floor > place THEN floor ELSE place END AS place FROM earned
)
""",
    )
)
_COUNTS = "".join((_PLACED, "SELECT tier_id, place, COUNT(*) FROM placed GROUP BY tier_id, place"))
_EXAMPLES = "".join(
    (
        _PLACED,
        """
, ranked AS (
    SELECT tier_id, place, member_id, growth,
           ROW_NUMBER() OVER (PARTITION BY tier_id, place ORDER BY growth DESC, member_id) AS place_in_line
      FROM placed
)
SELECT tier_id, place, member_id, growth
  FROM ranked
 WHERE place_in_line <= %s
 ORDER BY tier_id, place, place_in_line
""",
    )
)


@dataclass(frozen=True)
class Simulated:
    """Members on one tier now who would stand on another by other rules; `to_place` is the place in that ladder."""

    tier_id: int
    to_place: int
    count: int


@dataclass(frozen=True)
class Example:
    """One of them, with the growth value that would count."""

    tier_id: int
    to_place: int
    member_id: int
    growth: int


def simulate(*, ladder: Sequence[Rung], on: date, window_days: int) -> list[Simulated]:
    """Return how many members would move from which tier to which place of another ladder; changes nothing."""
    sql, params = _placed(_COUNTS, ladder, on, window_days)
    return [Simulated(*row) for row in rows(sql, params)]


def simulated_examples(*, ladder: Sequence[Rung], on: date, window_days: int, each: int) -> list[Example]:
    """Return a few members of every such move, those with most growth value first."""
    sql, params = _placed(_EXAMPLES, ladder, on, window_days)
    return [Example(*(int(value) for value in row)) for row in rows(sql, [*params, each])]


def _placed(sql: str, ladder: Sequence[Rung], on: date, window_days: int) -> tuple[str, list[Any]]:
    """Fill in how a place follows from growth value or from the tier that an operator holds a member at."""
    places = list(enumerate(ladder))
    held = " ".join(["CASE standing.held_tier_id", *("WHEN %s THEN %s" for _ in places), "ELSE 0 END"])
    place = " ".join(["CASE", *("WHEN growth >= %s THEN %s" for _ in places), "ELSE 0 END"])
    params = [
        *window(on, window_days),
        day(on),
        *(value for index, rung in places for value in (rung.id, index)),
        *(value for index, rung in reversed(places) for value in (rung.threshold, index)),
    ]
    return sql.format(held=held, place=place), params
