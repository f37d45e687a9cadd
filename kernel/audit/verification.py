"""Run invariants: queries that yield a sentence for every row that breaks them, all in one snapshot (quality 1)."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kernel import clock
from kernel.audit.models import Verification

# A broken migration can break every row: name enough to see what happened, and count the rest.
NAMED_ROWS = 100


@dataclass(frozen=True)
class Check:
    """What must hold, in words, and the query that returns the rows that break it."""

    title: str
    find: Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Finding:
    """What came of a check: how many rows break it, the first of them by name, and how long it took."""

    title: str
    count: int
    rows: list[str]
    milliseconds: int


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the database that no writer waits for: REPEATABLE READ, or DEFERRED on SQLite.

    Inside a transaction, as in tests, that transaction is the snapshot.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _deferred(), transaction.atomic():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # Whole tables are grouped here: in memory, not on disk, and compiling the plan costs more than it gives.
            cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
            yield


def verify(checks: Iterable[Check]) -> list[Finding]:
    """Run all checks in one snapshot."""
    with snapshot():
        return [run_check(check) for check in checks]


def keep(findings: Sequence[Finding], *, at: datetime) -> Verification:
    """Keep what the checks of a Shanghai date found, for operators to read; the last run of a date counts."""
    broken = [finding for finding in findings if finding.count]
    found: dict[str, Any] = {
        "at": at,
        "checks": len(findings),
        "broken": len(broken),
        "milliseconds": sum(finding.milliseconds for finding in findings),
        "findings": [asdict(finding) for finding in broken],
    }
    return Verification.objects.update_or_create(checked_on=clock.date_of(at), defaults=found)[0]


def run_check(check: Check) -> Finding:
    """Run one check to its end."""
    started = perf_counter()
    broken = iter(check.find())
    rows = list(islice(broken, NAMED_ROWS))
    count = len(rows) + sum(1 for _ in broken)
    return Finding(check.title, count, rows, round((perf_counter() - started) * 1000))


class VerifyCommand(BaseCommand):
    """A command that runs `checks()`: a line each, the broken rows by name, exit code 1 on any."""

    # What is wrong with the code must not keep anyone from seeing what is wrong with the data.
    requires_system_checks = []

    def checks(self) -> Sequence[Check]:
        """Return what must hold, in the order it is shown."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = self._run(quiet=options["json"])
        broken = [finding for finding in findings if finding.count]
        if options["json"]:
            self.stdout.write(json.dumps(_report(findings), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"共 {len(findings)} 项检查，{len(broken)} 项不成立。")
        if broken:
            raise CommandError("数据不一致：" + "、".join(finding.title for finding in broken), returncode=1)

    def _run(self, *, quiet: bool) -> list[Finding]:
        checks = self.checks()
        findings = []
        # The bar goes to the terminal only; lines go to stdout, so that a log keeps them.
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
            task = bar.add_task("核对", total=len(checks))
            with snapshot():
                for check in checks:
                    bar.update(task, description=check.title)
                    findings.append(run_check(check))
                    bar.advance(task)
                    if not quiet:
                        self._say(findings[-1])
        return findings

    def _say(self, finding: Finding) -> None:
        mark = self.style.ERROR("✗") if finding.count else self.style.SUCCESS("✓")
        self.stdout.write(f"{mark} {finding.title}（{finding.milliseconds} ms）")
        for row in finding.rows:
            self.stdout.write(f"    {row}")
        if finding.count > len(finding.rows):
            self.stdout.write(f"    …… 另有 {finding.count - len(finding.rows)} 行")


def _report(findings: Sequence[Finding]) -> dict[str, Any]:
    return {"holds": not any(finding.count for finding in findings), "checks": [asdict(item) for item in findings]}


@contextmanager
def _deferred() -> Iterator[None]:
    # IMMEDIATE, the mode of all writes, would take SQLite's write lock for as long as the checks run.
    wrapper: Any = connection
    connection.ensure_connection()
    mode, wrapper.transaction_mode = wrapper.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        wrapper.transaction_mode = mode
