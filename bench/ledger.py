"""`verify_ledger` over a large book, beside one sequential scan of the table of entries."""

import json
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg

from bench.database import Database
from bench.load import Result
from bench.report import Row

FILL = Path(__file__).with_name("ledger.sql")
SCAN = b"SELECT SUM(amount) FROM members_ledger_entry"


def measure(database: Database, *, entries: int, members: int, rounds: int) -> list[Row]:
    """Fill the book, then scan and verify it in turn."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        for statement in FILL.read_text(encoding="utf8").format(entries=entries, members=members).split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())
    database.vacuum()
    scans, runs = [], []
    for _ in range(rounds + 1):
        scans.append(_scan(database))
        runs.append(_verify(database))
    # The first round warms the cache for both.
    scan, ours = median(scans[1:]), median(runs[1:])
    return [
        Row(
            f"verify_ledger, {entries:,} entries (entries/s)",
            Result(int(entries / ours), {}, ours * 1000),
            "a sequential scan of them",
            Result(int(entries / scan), {}, scan * 1000),
            "0.2 x",
            f"{ours:.2f} s beside {scan:.2f} s",
        )
    ]


def _scan(database: Database) -> float:
    with psycopg.connect(database.url) as connection:
        begun = perf_counter()
        connection.execute(SCAN)
        return perf_counter() - begun


def _verify(database: Database) -> float:
    """Return what the checks took, in seconds; a broken book is no result."""
    answer = json.loads(database.manage("verify_ledger", "--json"))
    if not answer["holds"]:
        raise SystemExit(f"the book of the bench is broken: {answer}")
    return sum(check["milliseconds"] for check in answer["checks"]) / 1000
