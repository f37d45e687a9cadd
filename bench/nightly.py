"""The nights of a month's end: points expire, tiers are reviewed; beside the best single SQL for the same rows."""

from pathlib import Path
from time import perf_counter

import psycopg

from bench.database import Database
from bench.load import Result
from bench.report import Row

FILL, BEST = Path(__file__).with_name("nightly.sql"), Path(__file__).with_name("nightly_best.sql")
EXPIRE = """
from time import perf_counter
from kernel import clock
from members.points.services import expire_points
begun = perf_counter()
done = expire_points(at=clock.now())
print(done.members, perf_counter() - begun)
"""
REVIEW = """
from time import perf_counter
from kernel import clock
from members.tiers.services import review_standings
begun = perf_counter()
moved = review_standings(at=clock.now())
print(moved, perf_counter() - begun)
"""
LADDER = "from members.tiers.services import ensure_ladder; ensure_ladder()"


def measure(database: Database, *, members: int) -> list[Row]:
    """Run both nights for half of the members and for all of them, so that the growth of the cost is seen."""
    database.manage("shell", "--verbosity", "0", "-c", LADDER)
    best = {part.split("\n")[0].strip(): part for part in BEST.read_text(encoding="utf8").split("-- ")[1:]}
    rows = []
    for work, name, code in (("points expire", "expire", EXPIRE), ("tiers are reviewed", "review", REVIEW)):
        half, _ = _ours(database, members // 2, code)
        seconds, done = _ours(database, members, code)
        limit = _best(database, members, best[name].removeprefix(name))
        note = f"{seconds:.1f} s for {done:,} changed; half of the members took {half:.1f} s, {seconds / half:.2f} x"
        rows.append(
            Row(
                f"{work}, {members:,} members (members/s)",
                Result(int(members / seconds), {}, seconds * 1000),
                "the best single SQL",
                Result(int(members / limit), {}, limit * 1000),
                "linear",
                note,
            )
        )
    return rows


def _fill(database: Database, members: int) -> None:
    with psycopg.connect(database.url, autocommit=True) as connection:
        for statement in FILL.read_text(encoding="utf8").format(members=members).split(";\n"):
            connection.execute(statement.encode())


def _ours(database: Database, members: int, code: str) -> tuple[float, int]:
    """Return what the night took, in seconds, and how many members it changed."""
    _fill(database, members)
    done, seconds = database.manage("shell", "--verbosity", "0", "-c", code).strip().split("\n")[-1].split()
    return float(seconds), int(done)


def _best(database: Database, members: int, statement: str) -> float:
    _fill(database, members)
    with psycopg.connect(database.url) as connection:
        begun = perf_counter()
        connection.execute(statement.encode())
        connection.commit()
        return perf_counter() - begun
