"""What looks at every member at once, by name: one statement each on both engines, linear in members and entries.

Table and column names are literals; every value is a parameter. Tests hold each against the rules, member by member.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from members.tiers.rules import window_start

GROWN = """
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
        GROWN,
        """
, standing AS (
    SELECT standing.id, standing.down_on, present.threshold, present.archived_at,
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
 ORDER BY id
""",
    )
)


def standings_to_settle(*, on: date, window_days: int) -> list[int]:
    """Return the ids of the standings about which the rules have something to say on a date."""
    params = [*window(on, window_days), day(on), day(on)]
    return [row[0] for row in rows(_CANDIDATES, params)]


def window(on: date, window_days: int) -> list[Any]:
    """Return the two parameters of `GROWN`: the first and the last date that count."""
    return [day(window_start(on, window_days)), day(on)]


def day(on: date) -> Any:
    """Return a date as the engine takes it."""
    return connection.ops.adapt_datefield_value(on)


def rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return what a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
