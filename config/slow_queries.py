"""Statements slower than SLOW_QUERY_MS go to the log, with the request's id and without their values."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

log = logging.getLogger("config.slow_queries")

SQL_LENGTH = 2000


def watch() -> None:
    """Time the statements of every connection from now on; 0 switches it off."""
    if settings.SLOW_QUERY_MS:
        connection_created.connect(_time_statements, dispatch_uid="slow queries")


def _time_statements(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def _timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    start = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        taken_ms = (time.perf_counter() - start) * 1000
        if taken_ms >= settings.SLOW_QUERY_MS:
            # The values stay out: they are names, phones and addresses. The request's id comes by the log's context.
            log.warning("slow statement, %d ms: %s", taken_ms, sql[:SQL_LENGTH])
