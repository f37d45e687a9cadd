"""What every start of a mini-program asks for, through the cache: which templates to ask members for."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
KEY = "members.messages.scenes"
TTL_SECONDS = 30
Rows = list[dict[str, Any]]


def remembered(read: Callable[[], Rows]) -> Rows:
    """Return the cached rows, or read and keep them. A cache that is down is logged and gone round."""
    try:
        known: Rows | None = cache.get(KEY)
        if known is None:
            known = read()
            cache.set(KEY, known, TTL_SECONDS)
    except (RedisError, OSError) as fault:
        log.warning("message templates are read without the cache: %s", fault)
        return read()
    return known


def forget_after_commit() -> None:
    """Drop what is cached once this transaction is committed; a cache that is down forgets by itself."""
    transaction.on_commit(_forget, robust=True)


def _forget() -> None:
    cache.delete(KEY)
