"""Tables whose rows are written once: the database itself refuses UPDATE and DELETE, whoever asks (rules 9.2).

The guards are triggers. They are installed after every `migrate`, not by a migration, because Django changes an SQLite
table by copying it, and the copy loses its triggers without a word.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Row = TypeVar("Row", bound=models.Model)

_protected: list[type[models.Model]] = []

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, 'append_only: {plain}'); END
"""
# 23000 makes psycopg raise IntegrityError, as SQLite's ABORT does: callers see one error on both engines.
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION siyu_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append_only: %', TG_TABLE_NAME USING ERRCODE = '23000'; END $$
"""
_POSTGRES = """
CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {level} EXECUTE FUNCTION siyu_append_only()
"""


def protect(model: type[Row]) -> type[Row]:
    """Make a model's table append-only on both engines; usable as a class decorator."""
    _protected.append(model)
    return model


def protected() -> list[type[models.Model]]:
    """Return the models whose tables are append-only."""
    return list(_protected)


def install(*, using: str, app: AppConfig | None = None) -> None:
    """Install the guards on the tables that exist; of one app, or of all."""
    connection = connections[using]
    models_ = [model for model in _protected if app is None or model._meta.app_label == app.label]
    if not models_:
        return
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for model in models_:
            if model._meta.db_table in tables:
                for statement in _statements(connection, model):
                    cursor.execute(statement)


def lift(*, using: str) -> None:
    """Remove the guards from every protected table."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in _protected:
            if model._meta.db_table not in tables:
                continue
            for event in _events(connection):
                on = f" ON {_quoted(connection, model)}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(connection, model, event)}{on}")


@contextmanager
def lifted(*, using: str = "default") -> Iterator[None]:
    """Run a block without the guards: emptying a test or bench database, planting a violation for `verify` to find."""
    lift(using=using)
    try:
        yield
    finally:
        install(using=using)


def _events(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    return ("UPDATE", "DELETE", "TRUNCATE") if connection.vendor == "postgresql" else ("UPDATE", "DELETE")


def _statements(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[str]:
    template = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    for event in _events(connection):
        yield template.format(
            name=_name(connection, model, event),
            event=event,
            table=_quoted(connection, model),
            plain=model._meta.db_table,
            level="STATEMENT" if event == "TRUNCATE" else "ROW",
        )


def _name(connection: BaseDatabaseWrapper, model: type[models.Model], event: str) -> str:
    return connection.ops.quote_name(f"{model._meta.db_table}_refuse_{event.lower()}")


def _quoted(connection: BaseDatabaseWrapper, model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
