"""Plant what the database forbids, so that a check can be seen to find it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction


@contextmanager
def bare(*models_: type[models.Model]) -> Iterator[None]:
    """Put a copy of each table without constraints and triggers in front of it; all of it is undone at the end.

    Both engines look for a temporary table first, so the ORM reads and writes the copies. New rows need their `pk`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for model in models_:
            name = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"CREATE TEMPORARY TABLE {name} AS SELECT * FROM {name}")  # noqa: S608 - the name of a table
            if connection.vendor == "postgresql":
                # Django groups by the primary key alone, which PostgreSQL accepts only where there is one.
                cursor.execute(f"ALTER TABLE pg_temp.{name} ADD PRIMARY KEY (id)")
        yield
        transaction.set_rollback(True)
