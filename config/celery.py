"""The Celery app: tasks of the rooms, and the clock of `config/clockwork.py` as its beat."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

from config.clockwork import beat_schedule
from kernel.outbox.gateways import kick

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("siyu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = beat_schedule()
app.autodiscover_tasks()


@worker_ready.connect
def deliver_what_is_left(**_: Any) -> None:
    """Look into the outbox as soon as there is a worker: the last one may have been killed."""
    kick()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Answer the signal, so that Celery leaves the logging of the settings alone."""
