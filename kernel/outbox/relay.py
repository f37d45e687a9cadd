"""The relay: fan out, claim lane heads, run their handlers, each in its own transaction (rules 12.1, 12.2)."""

import logging
import time
import traceback
from dataclasses import dataclass, field
from enum import Enum

from django.conf import settings
from django.db import transaction

from kernel import clock
from kernel.outbox import claims
from kernel.outbox.facts import decode
from kernel.outbox.fanout import fan_out
from kernel.outbox.models import Delivery
from kernel.outbox.subscriptions import handler_named

log = logging.getLogger(__name__)

INSIDE_BATCH = 100
OUTSIDE_BATCH = 5
FRAMES = 4


class Outcome(Enum):
    DELIVERED = "delivered"
    FAILED = "failed"
    LOST = "lost to another relay"


def deliver_pending() -> int:
    """Deliver all that is due, and all that follows from it; return how many handlers ran to their end."""
    delivered = 0
    while True:
        facts = fan_out(clock.now())
        inside, outside = run_batch(is_outside=False), run_batch(is_outside=True)
        delivered += inside.delivered + outside.delivered
        if not (facts or inside.claimed or outside.claimed):
            return delivered


@dataclass
class BatchReport:
    """What a batch came to: how much was claimed, which deliveries were begun, which lanes stopped."""

    claimed: int
    delivered: int = 0
    begun: set[int] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)


def run_batch(*, is_outside: bool) -> BatchReport:
    """Claim a batch of lane heads and drain their lanes; a lane stops at its first failure (rules 12.2)."""
    limit = OUTSIDE_BATCH if is_outside else INSIDE_BATCH
    batch = claims.claim(is_outside=is_outside, limit=limit, at=clock.now())
    report = BatchReport(len(batch.deliveries))
    # Half a claim's time: what is not begun by then goes back before its lease runs out under us.
    deadline = time.monotonic() + settings.OUTBOX_CLAIM_SECONDS / 2
    for delivery in batch.deliveries:
        if report.begun and time.monotonic() > deadline:
            break
        if delivery.lane not in report.stopped:
            _run_in_lane(delivery, batch, report, is_outside=is_outside)
    claims.release(batch, report.begun)
    return report


def _run_in_lane(delivery: Delivery, batch: claims.Batch, report: BatchReport, *, is_outside: bool) -> None:
    is_ours = delivery.is_outside is is_outside and delivery.next_attempt_at <= clock.now()
    if is_ours:
        report.begun.add(delivery.pk)
    if is_ours and run_one(delivery, batch.token) is Outcome.DELIVERED:
        report.delivered += 1
    else:
        report.stopped.add(delivery.lane)


def run_one(delivery: Delivery, token: str) -> Outcome:
    """Run a delivery's handler; a failure is recorded with its back-off."""
    try:
        return _run_outside(delivery, token) if delivery.is_outside else _run_inside(delivery, token)
    except Exception as error:
        attempt = delivery.attempts + 1
        log.warning("%s failed on fact %s, attempt %s", delivery.handler, delivery.fact_id, attempt, exc_info=error)
        claims.mark_failed(delivery, token, _told(error), clock.now())
        return Outcome.FAILED


def _told(error: Exception) -> str:
    """Return the frames nearest to the failure and, as the last line, what it was."""
    return "".join(traceback.format_exception(error, limit=-FRAMES)).strip()


def _run_inside(delivery: Delivery, token: str) -> Outcome:
    with transaction.atomic():
        if not claims.mark_done(delivery, token, clock.now()):
            return Outcome.LOST
        _call(delivery)
    return Outcome.DELIVERED


def _run_outside(delivery: Delivery, token: str) -> Outcome:
    if not claims.renew(delivery, token, clock.now()):
        return Outcome.LOST
    _call(delivery)
    return Outcome.DELIVERED if claims.mark_done(delivery, token, clock.now()) else Outcome.LOST


def _call(delivery: Delivery) -> None:
    handler = handler_named(delivery.handler)
    handler(decode(delivery.fact.name, delivery.fact.payload))
