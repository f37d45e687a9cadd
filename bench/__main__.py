"""`make bench`: fill a database, run ours beside its limits, write docs/benchmarks.md. Needs PostgreSQL (and its pgbench)."""

import argparse
import sys
from pathlib import Path

from bench import checkout, ledger, nightly, reading, report
from bench.database import Database
from bench.machine import describe

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument(
        "--server", default="postgres://postgres@127.0.0.1:5432", help="a PostgreSQL to make siyu_bench on"
    )
    options.add_argument("--products", type=int, default=100_000)
    options.add_argument("--members", type=int, default=100_000)
    options.add_argument("--entries", type=int, default=10_000_000, help="entries of the book to verify")
    options.add_argument("--seconds", type=int, default=8, help="length of one measurement")
    options.add_argument("--rounds", type=int, default=3, help="the median of so many is printed")
    options.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    chosen = options.parse_args()
    database = Database(chosen.server)
    database.fill(products=chosen.products, members=chosen.members)
    rows = [
        *reading.measure(database, seconds=chosen.seconds, rounds=chosen.rounds),
        *checkout.measure(database, seconds=chosen.seconds, rounds=chosen.rounds),
        *nightly.measure(database, members=chosen.members),
        *ledger.measure(database, entries=chosen.entries, members=chosen.members, rounds=chosen.rounds),
    ]
    text = report.table(rows, describe(), chosen)
    print(text)
    if chosen.write:
        (ROOT / "docs" / "benchmarks.md").write_text(report.page(text), encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
