"""Is it alive, is it ready, how is it doing: for load balancers and Prometheus, outside the API."""

import hmac
import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from config.celery import app
from config.embedded import embedded
from kernel import clock
from kernel.outbox.selectors import backlog

log = logging.getLogger(__name__)


class NotReady(Exception):
    """A part is down; the text is for the log, the answer names the part only."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process answers at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when every part is up, else 503; each part is named."""
    parts = {name: _is_up(name, check) for name, check in _checks().items()}
    ready = all(parts.values())
    named = {name: "up" if up else "down" for name, up in parts.items()}
    return JsonResponse({"status": "ready" if ready else "not_ready", "parts": named}, status=200 if ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer in Prometheus text; with METRICS_TOKEN set, to its bearer only."""
    given = request.headers.get("Authorization", "").encode()
    if settings.METRICS_TOKEN and not hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    text = generate_latest(_process_registry()) + generate_latest(_outbox_registry)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _checks() -> dict[str, Callable[[], None]]:
    checks = {
        "database": _database,
        "migrations": _migrations,
        "cache": _cache,
        "broker": _broker,
        "relay": _relay,
    }
    return checks | ({"worker": _embedded_worker} if settings.EMBEDDED_WORKER else {})


def _is_up(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever a part raises, it is not ready, and the log says why
        log.warning("not ready: %s: %s", name, error)
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


_is_migrated = False


def _migrations() -> None:
    global _is_migrated  # noqa: PLW0603 - once migrated, a process's code stays migrated; reading the plan is dear
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            raise NotReady(f"{len(missing)} migrations are not applied")
        _is_migrated = True


def _cache() -> None:
    cache.set("readyz", "here", timeout=10)
    if cache.get("readyz") != "here":
        raise NotReady("the cache forgets")


def _broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)


def _relay() -> None:
    lag = backlog(clock.now()).lag_seconds
    if lag > settings.READY_MAX_LAG_SECONDS:
        raise NotReady(f"facts wait for {lag:.0f} s")


def _embedded_worker() -> None:
    down = [name for name, alive in embedded.parts().items() if not alive]
    if down:
        raise NotReady(f"not running: {', '.join(down)}")


class OutboxCollector:
    """The outbox's gauges, counted when they are asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = backlog(clock.now())
        yield _gauge("lag_seconds", "Age of the oldest delivery that could run now", now.lag_seconds)
        yield _gauge("facts_to_fan_out", "Facts without deliveries yet", now.facts_to_fan_out)
        yield _gauge("waiting", "Deliveries not done", now.waiting)
        yield _gauge("retrying", "Deliveries that failed and wait to be tried again", now.retrying)
        yield _gauge("dead", "Dead letters", now.dead)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"siyu_outbox_{name}", meaning, value)


_outbox_registry = CollectorRegistry()
_outbox_registry.register(OutboxCollector())


def _process_registry() -> CollectorRegistry:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    registry = CollectorRegistry()
    collector: Any = MultiProcessCollector
    collector(registry)
    return registry
