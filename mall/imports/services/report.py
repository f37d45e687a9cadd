"""What an import did, row by row."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from mall.catalog.services import Outcome


@dataclass(frozen=True, kw_only=True)
class RowResult:
    """One row: the line it begins on, what it is about, what became of it, and for a refused one why, in Chinese."""

    file: str
    line: int
    key: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Report:
    results: list[RowResult] = field(default_factory=list)

    @property
    def refused(self) -> list[RowResult]:
        return [each for each in self.results if each.outcome is Outcome.REFUSED]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many rows of each file had each outcome."""
        counted = Counter((each.file, each.outcome) for each in self.results)
        files = dict.fromkeys(each.file for each in self.results)
        return {file: {outcome.value: counted[file, outcome] for outcome in Outcome} for file in files}

    def as_json(self) -> dict[str, Any]:
        """Return the report for machines."""
        return {
            "files": self.counts(),
            "refused": [
                {"file": each.file, "line": each.line, "key": each.key, "reasons": list(each.reasons)}
                for each in self.refused
            ],
        }
