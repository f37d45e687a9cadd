"""The access token, shared through the cache and fetched by one at a time (protocols 1.2)."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

from kernel.crypto import new_token

CACHE_DOWN = (RedisError, OSError)
# Longer than a fetch may take (3 s to connect, 10 s to answer), so that a lock outlives its holder's work.
LOCK_SECONDS = 15
POLL_SECONDS = 0.05
# During its last five minutes the old token and the new one are both good.
OVERLAP_SECONDS = 300

# What this process got while the cache was down: (token, monotonic end).
_own: dict[str, tuple[str, float]] = {}
_own_lock = threading.Lock()

Fetch = Callable[[], tuple[str, int]]


def get(name: str, fetch: Fetch) -> str:
    """Return the shared token; `fetch` returns a new one and its seconds.

    With the cache down each process keeps its own: the stable-token endpoint hands out the same one to all.
    """
    try:
        return _shared(name, fetch)
    except CACHE_DOWN:
        return _without_cache(name, fetch)


def drop(name: str, failed: str) -> None:
    """Forget the token if it is still the one that failed: somebody may have renewed it meanwhile."""
    with _own_lock:
        if name in _own and _own[name][0] == failed:
            del _own[name]
    try:
        if cache.get(_key(name)) == failed:
            cache.delete(_key(name))
    except CACHE_DOWN:
        return  # nothing shared to drop; the copy of this process is gone


def _key(name: str) -> str:
    return f"wechat:token:{name}"


def _shared(name: str, fetch: Fetch) -> str:
    end = time.monotonic() + LOCK_SECONDS
    mine = new_token(12)
    while True:
        token = cache.get(_key(name))
        if isinstance(token, str):
            return token
        if cache.add(_key(name) + ":lock", mine, LOCK_SECONDS) or time.monotonic() > end:
            return _fetch_locked(name, fetch, mine)
        time.sleep(POLL_SECONDS)


def _fetch_locked(name: str, fetch: Fetch, mine: str) -> str:
    try:
        token: Any = cache.get(_key(name))  # whoever held the lock before may have put it there
        if not isinstance(token, str):
            token, seconds = fetch()
            cache.set(_key(name), token, _keep(seconds))
        return str(token)
    finally:
        if cache.get(_key(name) + ":lock") == mine:
            cache.delete(_key(name) + ":lock")


def _without_cache(name: str, fetch: Fetch) -> str:
    with _own_lock:
        token, end = _own.get(name, ("", 0.0))
        if time.monotonic() >= end:
            token, seconds = fetch()
            _own[name] = (token, time.monotonic() + _keep(seconds))
        return token


def _keep(seconds: int) -> int:
    return max(seconds - OVERLAP_SECONDS, seconds // 2)
