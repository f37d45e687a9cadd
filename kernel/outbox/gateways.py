"""The way to the workers: a nudge after commit, never waited for. Losing one costs seconds: the sweep comes by."""

import logging
import os
import threading
import time
from collections.abc import Callable

from celery import current_app

log = logging.getLogger(__name__)

RELAY_TASK = "kernel.outbox.tasks.relay"
OUTSIDE_TASK = "kernel.outbox.tasks.relay_outside"
PAUSE_AFTER_KICK = 0.02
PAUSE_AFTER_FAILURE = 1.0


def send(task: str) -> None:
    """Ask the broker for a relay run, without retries: an unreachable broker is the sweep's business."""
    current_app.send_task(task, ignore_result=True, retry=False, expires=60)


class Kicker:
    """Sends kicks from a thread of its own: a request never waits for a broker, and a burst becomes one message."""

    def __init__(self, deliver: Callable[[str], None] = send) -> None:
        self._deliver = deliver
        self._forget_parent()
        os.register_at_fork(after_in_child=self._forget_parent)

    def _forget_parent(self) -> None:
        self._wanted = threading.Event()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def kick(self) -> None:
        """Wake the relay soon; returns at once."""
        self._wanted.set()
        if self._thread is None or not self._thread.is_alive():
            with self._guard:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="outbox-kick", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while self._wanted.wait():
            self._wanted.clear()
            time.sleep(PAUSE_AFTER_KICK if self.send_now() else PAUSE_AFTER_FAILURE)

    def send_now(self) -> bool:
        """Send one kick in this thread; False when the broker did not take it."""
        try:
            self._deliver(RELAY_TASK)
        except Exception as error:  # noqa: BLE001 - whatever the transport raises, the facts are stored and the sweep finds them
            log.warning("kick not sent, the sweep will deliver: %s", error)
            return False
        return True


kicker = Kicker()


def kick() -> None:
    """Wake the relay after a commit."""
    kicker.kick()
