"""What operators have set, through the cache: one entry holds all of it, so that a warm read costs no query."""

import threading
import time
from typing import Any

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

KEY = "kernel.options"
# Each process may be this many seconds behind a change made in another while it was loading.
TTL_SECONDS = 30
# A request reads several options: within this time a thread does not even ask the cache again.
REMEMBERED_SECONDS = 1.0

log = structlog.get_logger(__name__)
_here = threading.local()


def overrides() -> dict[str, Any]:
    """Return every stored value by option name. A cache that is down is logged and gone round."""
    known: tuple[float, dict[str, Any]] | None = getattr(_here, "known", None)
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    values = _shared()
    _here.known = (time.monotonic() + REMEMBERED_SECONDS, values)
    return values


def _shared() -> dict[str, Any]:
    try:
        cached: dict[str, Any] | None = cache.get(KEY)
    except (RedisError, OSError) as fault:
        log.warning("options_cache_down", fault=str(fault))
        return _stored()
    if cached is not None:
        return cached
    values = _stored()
    _keep(values)
    return values


def forget() -> None:
    """Drop the cached values; a cache that is down forgets by itself after its time."""
    _here.known = None
    try:
        cache.delete(KEY)
    except (RedisError, OSError) as fault:
        log.warning("options_cache_down", fault=str(fault))


def _stored() -> dict[str, Any]:
    # Options are declared while apps load, before their tables may be imported.
    from kernel.options.models import StoredOption

    return dict(StoredOption.objects.values_list("name", "value"))


def _keep(values: dict[str, Any]) -> None:
    try:
        cache.set(KEY, values, TTL_SECONDS)
    except (RedisError, OSError) as fault:
        log.warning("options_cache_down", fault=str(fault))
