"""Worker and beat as threads of the one web process: the embedded default, over Celery's memory broker.

The broker forgets when the process ends; the outbox does not, and the sweep delivers what was on its way.
"""

import logging
import os
import socket
import threading

from celery.beat import Scheduler, Service
from celery.worker import WorkController, state

from config.celery import app
from kernel.outbox.gateways import kick

log = logging.getLogger(__name__)

WORKER_THREADS = 4
STOP_SECONDS = 10


class Embedded:
    """The threads, once started; at most one set in a process."""

    def __init__(self) -> None:
        self._worker: threading.Thread | None = None
        self._clock: Service | None = None
        self._beat: threading.Thread | None = None

    def start(self) -> None:
        """Start the worker's and the beat's threads."""
        app.set_current()
        worker = WorkController(
            app=app,
            hostname=f"embedded@{socket.gethostname()}-{os.getpid()}",
            pool="threads",
            concurrency=WORKER_THREADS,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
        )
        self._worker = threading.Thread(target=worker.start, name="embedded-worker", daemon=True)
        self._worker.start()
        # It looks up once a second, so that it can be stopped in a second.
        self._clock = Service(app, max_interval=1, scheduler_cls=Scheduler)
        self._beat = threading.Thread(target=self._clock.start, name="embedded-beat", daemon=True)
        self._beat.start()
        kick()
        log.info("embedded worker and beat started")

    def stop(self) -> None:
        """End both after the work in hand; what is left undone is delivered after the next start."""
        if self._worker is None or self._clock is None:
            return
        self._clock.stop(wait=True)
        state.should_stop = os.EX_OK  # type: ignore[assignment] # the stubs say it is always None
        self._worker.join(STOP_SECONDS)
        log.info("embedded worker and beat stopped%s", "" if not self._worker.is_alive() else ", with work in hand")

    def parts(self) -> dict[str, bool]:
        """Tell which of the threads are alive."""
        return {
            "worker": self._worker is not None and self._worker.is_alive(),
            "beat": self._beat is not None and self._beat.is_alive(),
        }


embedded = Embedded()
