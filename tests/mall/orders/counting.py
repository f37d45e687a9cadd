"""Count statements by kind."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# What quality 5 does not count: what holds a transaction together.
_FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
_TABLE = re.compile(r'(?:FROM|INTO|UPDATE)\s+"?(\w+)"?', re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")


class Counted:
    """What was run between the two ends of `counted`."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def kinds(self) -> Counter[str]:
        """Return the statements as `select mall_orders_order`."""
        return Counter(f"{sql.split()[0].lower()} {_table(sql)}" for sql in self.statements)

    def __len__(self) -> int:
        return len(self.statements)


def _table(sql: str) -> str:
    """Return the table a statement is about: not that of a subquery in its brackets."""
    outer, before = sql, ""
    while outer != before:
        before, outer = outer, _BRACKETS.sub("", outer)
    match = _TABLE.search(outer)
    return match.group(1) if match else ""


@contextmanager
def counted() -> Iterator[Counted]:
    found = Counted()
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.statements = [
        query["sql"] for query in captured.captured_queries if not query["sql"].lstrip().upper().startswith(_FRAME)
    ]
