"""Races run apart from the other tests, and only where rows can be locked one by one."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _postgres_only() -> None:
    if connection.vendor != "postgresql":
        pytest.fail("races need PostgreSQL: set DATABASE_URL=postgres://... (make races does)", pytrace=False)
