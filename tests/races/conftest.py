"""Races run apart from the other tests, and only where rows can be locked one by one."""

import logging
from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _postgres_only() -> None:
    if connection.vendor != "postgresql":
        pytest.fail("races need PostgreSQL: set DATABASE_URL=postgres://... (make races does)", pytrace=False)


@pytest.fixture(autouse=True)
def _waiting_is_no_news() -> Iterator[None]:
    """Keep quiet about slow statements: in a race all but one of them wait for a lock."""
    log = logging.getLogger("config.slow_queries")
    level = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(level)
