"""Clock jobs: what is due is sent, what is stuck is freed, what nobody needs is forgotten."""

import logging
from datetime import timedelta

from kernel import clock
from members.messages import services
from members.messages.models import Delivery
from members.messages.states import DeliveryState

log = logging.getLogger(__name__)
BATCH = 200
ANSWERS_KEPT = timedelta(days=7)


def send_due_deliveries() -> int:
    """Send what was put off, is to be tried again, or was left by the relay; each in its own transactions."""
    at = clock.now()
    due = list(Delivery.objects.due(at).order_by("next_attempt_at").values_list("id", flat=True)[:BATCH])
    for delivery_id in due:
        services.deliver(delivery_id=delivery_id, at=at)
    if due:
        log.info("send_due_deliveries: %s", len(due))
    return len(due)


def free_stuck_deliveries() -> int:
    """Take deliveries from senders that are gone."""
    at = clock.now()
    old = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lte=at - services.STUCK_AFTER)
    ids = list(old.order_by("claimed_at").values_list("id", flat=True)[:BATCH])
    return sum(services.free_stuck(delivery_id=delivery_id, at=at) for delivery_id in ids)


def forget_old_answers() -> int:
    """Forget the names of old subscription answers."""
    return services.forget_answers(before=clock.now() - ANSWERS_KEPT)
