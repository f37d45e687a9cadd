"""The relay as Celery runs it, and the clock jobs of the outbox."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from kernel import clock
from kernel.outbox import gateways
from kernel.outbox.claims import release_far_future
from kernel.outbox.fanout import fan_out
from kernel.outbox.models import Delivery, StoredFact
from kernel.outbox.relay import run_batch
from kernel.outbox.selectors import is_any_due

log = logging.getLogger(__name__)

RUN_SECONDS = 20
PURGE_BATCH = 1000


class OneAtATime:
    """Runs work once per process at a time; who comes meanwhile leaves, and the one at work goes round again."""

    def __init__(self, work: Callable[[], int]) -> None:
        self._work = work
        self._wanted = threading.Event()
        self._busy = threading.Lock()

    def run(self) -> int:
        """Return how many handlers ran to their end; 0 when another thread is at it."""
        delivered = 0
        self._wanted.set()
        while self._wanted.is_set() and self._busy.acquire(blocking=False):
            try:
                self._wanted.clear()
                delivered += self._work()
            finally:
                self._busy.release()
        return delivered


def _drain_inside() -> int:
    end, delivered = time.monotonic() + RUN_SECONDS, 0
    while time.monotonic() < end:
        facts = fan_out(clock.now())
        report = run_batch(is_outside=False)
        delivered += report.delivered
        if not facts and not report.claimed:
            break
    else:
        _send(gateways.RELAY_TASK)
    if is_any_due(is_outside=True, at=clock.now()):
        _send(gateways.OUTSIDE_TASK)
    return delivered


def _drain_outside() -> int:
    end, delivered = time.monotonic() + RUN_SECONDS, 0
    while time.monotonic() < end:
        report = run_batch(is_outside=True)
        delivered += report.delivered
        if not report.claimed:
            break
    else:
        _send(gateways.OUTSIDE_TASK)
    if delivered:
        _send(gateways.RELAY_TASK)  # what waited behind in their lanes, and what they told
    return delivered


def _send(task: str) -> None:
    try:
        gateways.send(task)
    except Exception as error:  # noqa: BLE001 - whatever the transport raises, the sweep comes by
        log.warning("%s not sent, the sweep will come by: %s", task, error)


_inside, _outside = OneAtATime(_drain_inside), OneAtATime(_drain_outside)


@shared_task(name=gateways.RELAY_TASK, ignore_result=True)
def relay() -> None:
    """Fan out and run what runs in transactions; hand what talks to channels to the other task."""
    _inside.run()


@shared_task(name=gateways.OUTSIDE_TASK, ignore_result=True)
def relay_outside() -> None:
    """Run what talks to channels, so that a slow channel holds up nothing else."""
    _outside.run()


def sweep() -> int:
    """Deliver what no kick brought: due retries, leases of killed workers, facts told while the broker was down."""
    release_far_future(clock.now())
    return _inside.run()


def purge_delivered() -> int:
    """Delete what was delivered longer ago than facts are kept; waiting and dead deliveries keep their fact."""
    before = clock.now() - timedelta(days=settings.OUTBOX_RETENTION_DAYS)
    old = Delivery.objects.filter(state=Delivery.State.DONE, done_at__lt=before)
    unneeded = StoredFact.objects.filter(published_at__lt=before, fanned_out_at__lt=before).filter(
        ~Exists(Delivery.objects.filter(fact=OuterRef("pk")))
    )
    return _delete(old) + _delete(unneeded)


def _delete(rows: QuerySet[Any]) -> int:
    deleted = 0
    while ids := list(rows.values_list("pk", flat=True)[:PURGE_BATCH]):
        rows.model.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted
