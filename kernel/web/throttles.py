"""How often a caller may come. Where logins, money or codes are at stake a dead cache closes the door (quality 3)."""

import logging
import math
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from kernel import clock
from kernel.errors import Unavailable
from kernel.web.callers import caller_of

if TYPE_CHECKING:
    # The framework's views load this module while they are being loaded themselves.
    from rest_framework.views import APIView

log = logging.getLogger(__name__)
FAIL_CLOSED = frozenset({"login", "money", "codes"})
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class WindowThrottle(BaseThrottle):
    """Count requests of a caller in a window of the clock, with the cache's own atomic increment.

    The framework's throttle reads a list and writes it back: parallel requests overwrite each other and pass uncounted.
    """

    scope: ClassVar[str] = ""
    _wait: float = 1.0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        scope = self.scope_of(request)
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(scope)
        if not rate:
            return True
        allowed, _, period = str(rate).partition("/")
        length = _SECONDS[period[0]]
        moment = clock.now().timestamp()
        self._wait = math.ceil(length - moment % length)
        try:
            return self._count(f"throttle:{scope}:{caller_of(request)}:{int(moment // length)}", length) <= int(allowed)
        except Exception as error:
            # Every cache has its own errors; all of them mean "not counted".
            log.warning("throttle %s cannot count: %s", scope, error)
            if scope in FAIL_CLOSED:
                raise Unavailable(retry_after=5) from error
            return True

    def scope_of(self, request: Request) -> str:
        return self.scope

    def wait(self) -> float:
        return self._wait

    @staticmethod
    def _count(key: str, length: int) -> int:
        try:
            return int(cache.incr(key))
        except ValueError:
            # The first of this window; of several firsts at once only one adds, and all of them count.
            cache.add(key, 0, length * 2)
            return int(cache.incr(key))


class CallerThrottle(WindowThrottle):
    """The default: per member, else per address."""

    def scope_of(self, request: Request) -> str:
        return "member" if request.user is not None else "anonymous"


@lru_cache
def throttle(scope: str) -> type[WindowThrottle]:
    """Return the throttle of a scope of `THROTTLE_RATES`: login, money, codes, uploads, notifications."""
    return type(f"{scope.title()}Throttle", (WindowThrottle,), {"scope": scope})
