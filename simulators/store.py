"""What the simulators remember: JSON documents and an agenda, in SQLite (a file, or memory)."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

Document = TypeVar("Document", bound=Any)

SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    shelf TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (shelf, key)
);
CREATE TABLE IF NOT EXISTS agenda (
    number INTEGER PRIMARY KEY AUTOINCREMENT, due REAL NOT NULL, deed TEXT NOT NULL, subject TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS agenda_by_due ON agenda (due, number);
"""


class Store:
    """One connection behind one lock: a simulator is correct first, and fast enough."""

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.lock:
            return self._connection.execute(statement, values).fetchall()

    def clear(self) -> None:
        self.run("DELETE FROM documents")
        self.run("DELETE FROM agenda")

    def close(self) -> None:
        with self.lock:
            self._connection.close()


class Shelf(Generic[Document]):
    """Documents of one kind, each a dataclass of JSON values, found by key."""

    def __init__(self, store: Store, name: str, kind: type[Document]) -> None:
        self._store, self._name, self._kind = store, name, kind

    def find(self, key: str) -> Document | None:
        rows = self._store.run("SELECT body FROM documents WHERE shelf = ? AND key = ?", self._name, key)
        return self._kind(**json.loads(rows[0][0])) if rows else None

    def put(self, key: str, document: Document) -> None:
        body = json.dumps(asdict(document), ensure_ascii=False)
        self._store.run("INSERT OR REPLACE INTO documents (shelf, key, body) VALUES (?, ?, ?)", self._name, key, body)

    def all(self) -> Iterator[tuple[str, Document]]:
        statement = "SELECT key, body FROM documents WHERE shelf = ? ORDER BY rowid"
        for key, body in self._store.run(statement, self._name):
            yield key, self._kind(**json.loads(body))


@dataclass(frozen=True)
class Entry:
    """Something that happens by itself at ``due`` (seconds of the simulated clock)."""

    due: float
    deed: str
    subject: str


class Agenda:
    """What is still to happen, earliest first."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, due: float, deed: str, subject: str) -> None:
        self._store.run("INSERT INTO agenda (due, deed, subject) VALUES (?, ?, ?)", due, deed, subject)

    def take_due(self, now: float) -> Entry | None:
        """Take the earliest entry that is due, or None."""
        rows = self._store.run(
            "DELETE FROM agenda WHERE number = (SELECT number FROM agenda WHERE due <= ? ORDER BY due, number LIMIT 1)"
            " RETURNING due, deed, subject",
            now,
        )
        return Entry(*rows[0]) if rows else None

    def cancel(self, deed: str, subject: str) -> None:
        self._store.run("DELETE FROM agenda WHERE deed = ? AND subject = ?", deed, subject)

    def next_due(self, deed: str, subject: str) -> float | None:
        rows = self._store.run("SELECT MIN(due) FROM agenda WHERE deed = ? AND subject = ?", deed, subject)
        return rows[0][0] if rows else None
