"""The table: ours, its limit, the ratio and the goal."""

from argparse import Namespace
from dataclasses import dataclass

from bench.load import Result


@dataclass(frozen=True)
class Row:
    work: str
    ours: Result
    beside: str
    limit: Result
    goal: str
    note: str = ""


def table(rows: list[Row], machine: str, chosen: Namespace) -> str:
    """Return the figures as a Markdown table."""
    head = (
        f"{machine}; PostgreSQL, gunicorn with 2 sync workers, 8 clients on the same machine; {chosen.products:,} products, "
        f"{chosen.members:,} members; median of {chosen.rounds} runs of {chosen.seconds} s.\n\n"
        "| work | ours /s | median ms | beside | its /s | ratio | goal | |\n|---|---|---|---|---|---|---|---|\n"
    )
    return head + "\n".join(_line(row) for row in rows) + "\n"


def _line(row: Row) -> str:
    ratio = row.ours.per_second / max(row.limit.per_second, 1)
    errors = sum(count for status, count in row.ours.statuses.items() if status >= 400)
    note = row.note + (f" {errors} errors: {row.ours.statuses}" if errors else "")
    ours = f"{row.ours.per_second:,} | {row.ours.median_ms:.1f}"
    return f"| {row.work} | {ours} | {row.beside} | {row.limit.per_second:,} | {ratio:.2f} x | {row.goal} | {note} |"


def page(text: str) -> str:
    """Return docs/benchmarks.md."""
    return f"""# Benchmarks

`make bench` fills a PostgreSQL database of its own and measures each of ours beside its limit or twin in one run on one machine. The
load generator runs on the same cores, on both sides of each comparison alike. Ratios count; absolute figures belong to the machine.

{text}
How: `bench/database.py` (rows), `bench/bare/` (a plain `ModelViewSet` over the same table, without authentication, throttles, problem
answers or request ids), `bench/checkout.sql` (the fewest statements that write the same rows), `bench/load.py` (clients). "place an order"
goes through authentication, throttle, idempotency key and every middleware, with synchronous commit.
"""
