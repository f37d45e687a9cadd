"""What operators have set, through the cache: one entry holds all of it, so that a warm read costs no query."""

from typing import Any

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

KEY = "kernel.options"
# Each process may be this many seconds behind a change made in another while it was loading.
TTL_SECONDS = 30

log = structlog.get_logger(__name__)


def overrides() -> dict[str, Any]:
    """Return every stored value by option name. A cache that is down is logged and gone round."""
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
