"""Slow statements in the log."""

import logging
from types import SimpleNamespace

import pytest
from django.db import connection

from config import slow_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched():
    with connection.execute_wrapper(slow_queries._timed):
        yield


def ask(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s AS given_name", [name])


def test_a_slow_statement_is_logged_without_its_values(watched, settings, caplog):
    settings.SLOW_QUERY_MS = 0

    with caplog.at_level(logging.WARNING, "config.slow_queries"):
        ask("alice")

    assert "SELECT %s AS given_name" in caplog.text
    assert "alice" not in caplog.text


def test_a_fast_statement_is_not_logged(watched, settings, caplog):
    settings.SLOW_QUERY_MS = 60_000

    with caplog.at_level(logging.WARNING, "config.slow_queries"):
        ask("alice")

    assert caplog.text == ""


def test_a_connection_is_timed_once_however_often_it_connects():
    reconnecting = SimpleNamespace(execute_wrappers=[])

    slow_queries._time_statements(reconnecting)
    slow_queries._time_statements(reconnecting)

    assert reconnecting.execute_wrappers == [slow_queries._timed]
