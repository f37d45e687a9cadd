"""Clock jobs: find ids, one service call per id, each in its own transactions."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from celery import shared_task

from kernel import clock
from kernel.errors import Refusal
from mall.payments import services
from mall.payments.models import Notification, Payment, Refund
from mall.payments.states import RefundState

log = logging.getLogger(__name__)
BATCH = 200
# The relay has had its chance; whatever kept it from working, the clock does the work.
SWEEP_AFTER = timedelta(minutes=2)


@shared_task
def ask_undecided_payments() -> int:
    """Ask the channels about payments whose end is not known, with growing pauses."""
    at = clock.now()
    due = Payment.objects.live().filter(next_ask_at__lte=at).order_by("next_ask_at")
    numbers = due.values_list("number", flat=True)[:BATCH]
    return _each("ask_undecided_payments", numbers, lambda number: services.ask_channel(number=number, at=at))


@shared_task
def send_waiting_refunds() -> int:
    """Send refunds that the channel has not accepted yet, again with the same number."""
    at = clock.now()
    ids = _due_refunds(RefundState.CREATED)
    return _each("send_waiting_refunds", ids, lambda refund_id: services.send_refund(refund_id=refund_id, at=at))


@shared_task
def ask_refunds_under_way() -> int:
    """Ask the channels about refunds they have accepted."""
    at = clock.now()
    ids = _due_refunds(RefundState.PROCESSING)
    return _each("ask_refunds_under_way", ids, lambda refund_id: services.ask_refund(refund_id=refund_id, at=at))


@shared_task
def sweep_notifications() -> int:
    """Process notifications that are still waiting: a dead letter must not leave money unsettled."""
    at = clock.now()
    waiting = Notification.objects.filter(state=Notification.State.WAITING, received_at__lte=at - SWEEP_AFTER)
    ids = waiting.order_by("received_at").values_list("id", flat=True)[:BATCH]
    return _each("sweep_notifications", ids, lambda pk: services.process_notification(notification_id=pk, at=at))


def _due_refunds(state: RefundState) -> Iterable[int]:
    due = Refund.objects.automatic().filter(state=state, next_attempt_at__lte=clock.now())
    return due.order_by("next_attempt_at").values_list("id", flat=True)[:BATCH]


def _each(job: str, keys: Iterable[Any], call: Callable[[Any], object]) -> int:
    """Call a service for each key; one that refuses is named in the log and does not hold up the others."""
    done = 0
    for key in list(keys):
        try:
            call(key)
        except Refusal as refusal:
            log.warning("%s: %s refused: %s", job, key, refusal.code)
        else:
            done += 1
    if done:
        log.info("%s: %s done", job, done)
    return done
