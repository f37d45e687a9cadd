"""What looks at every member at once, by name: one statement each on both engines, linear in members and entries.

Table and column names are literals; every value is a parameter. Tests hold each against the rules, member by member.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from members.tiers.rules import Rung, window_start

_GROWN = """
WITH grown AS (
    SELECT account.owner_id AS member_id, SUM(entry.amount) AS growth
      FROM members_ledger_entry AS entry
      JOIN members_ledger_account AS account ON account.id = entry.account_id
     WHERE account.owner_kind = 'member' AND account.asset = 'growth' AND account.bucket = 'main'
       AND entry.counts_on BETWEEN %s AND %s
     GROUP BY account.owner_id
)
"""
_CANDIDATES = "".join(
    (
        _GROWN,
        """
, standing AS (
    SELECT standing.id, standing.down_on, standing.held_until_on, present.threshold, present.archived_at,
           (SELECT MAX(rung.threshold)
              FROM members_tiers_tier AS rung
             WHERE rung.ladder = 'growth' AND rung.archived_at IS NULL
               AND (rung.threshold <= grown.growth OR rung.threshold = 0)) AS earned,
           CASE WHEN standing.held_until_on >= %s THEN held.threshold ELSE 0 END AS floor
      FROM members_tiers_membertier AS standing
      JOIN members_tiers_tier AS present ON present.id = standing.tier_id
      LEFT JOIN members_tiers_tier AS held ON held.id = standing.held_tier_id
      LEFT JOIN grown ON grown.member_id = standing.member_id
)
, due AS (
    SELECT standing.*, CASE WHEN floor > earned THEN floor ELSE earned END AS due FROM standing
)
SELECT id
  FROM due
 WHERE due > threshold
    OR (due = threshold AND (down_on IS NOT NULL OR archived_at IS NOT NULL))
    OR (due < threshold AND (down_on IS NULL OR down_on <= %s))
    OR held_until_on < %s
 ORDER BY id
""",
    )
)
_PLACED = "".join(
    (
        _GROWN,
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


def standings_to_settle(*, on: date, window_days: int) -> list[int]:
    """Return the ids of the standings about which the rules have something to say on a date."""
    params = [*_window(on, window_days), _day(on), _day(on), _day(on)]
    return [row[0] for row in _rows(_CANDIDATES, params)]


def simulate(*, ladder: Sequence[Rung], on: date, window_days: int) -> list[Simulated]:
    """Return how many members would move from which tier to which place of another ladder; changes nothing."""
    sql, params = _placed(_COUNTS, ladder, on, window_days)
    return [Simulated(*row) for row in _rows(sql, params)]


def simulated_examples(*, ladder: Sequence[Rung], on: date, window_days: int, each: int) -> list[Example]:
    """Return a few members of every such move, those with most growth value first."""
    sql, params = _placed(_EXAMPLES, ladder, on, window_days)
    return [Example(*(int(value) for value in row)) for row in _rows(sql, [*params, each])]


def _placed(sql: str, ladder: Sequence[Rung], on: date, window_days: int) -> tuple[str, list[Any]]:
    """Fill in how a place follows from growth value or from the tier that an operator holds a member at."""
    places = list(enumerate(ladder))
    held = " ".join(["CASE standing.held_tier_id", *("WHEN %s THEN %s" for _ in places), "ELSE 0 END"])
    place = " ".join(["CASE", *("WHEN growth >= %s THEN %s" for _ in places), "ELSE 0 END"])
    params = [
        *_window(on, window_days),
        _day(on),
        *(value for index, rung in places for value in (rung.id, index)),
        *(value for index, rung in reversed(places) for value in (rung.threshold, index)),
    ]
    return sql.format(held=held, place=place), params


def _window(on: date, window_days: int) -> list[Any]:
    return [_day(window_start(on, window_days)), _day(on)]


def _day(on: date) -> Any:
    return connection.ops.adapt_datefield_value(on)


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
