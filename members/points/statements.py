"""The one statement of the room that is SQL: many lots change in one round trip, on both engines (quality 5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class LotChange:
    """What is added to a lot's two figures."""

    lot_id: int
    remaining: int
    expired: int = 0


_CHANGE_LOTS = """
UPDATE members_points_lot
   SET remaining = remaining + change.column2, expired = expired + change.column3
  FROM (VALUES {rows}) AS change
 WHERE members_points_lot.id = change.column1
"""


def change_lots(changes: Sequence[LotChange]) -> None:
    """Add each change to its lot, once per lot; the CHECKs of the table are the last guard."""
    if not changes:
        return
    params = [value for change in changes for value in (change.lot_id, change.remaining, change.expired)]
    rows = ", ".join(["(%s, %s, %s)"] * len(changes))
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE_LOTS.format(rows=rows), params)
