"""From facts to deliveries: one per fact and handler, numbered in the order the facts happened."""

from datetime import datetime

from django.db import transaction

from kernel.outbox.facts import known_names
from kernel.outbox.models import Delivery, FanOutLock, StoredFact
from kernel.outbox.subscriptions import subscriptions_to

BATCH = 500
THE_LOCK = 1


def fan_out(at: datetime) -> int:
    """Make the deliveries of the oldest facts that have none yet; return how many facts were taken.

    Facts of one aggregate commit in the order of their ids, because the aggregate's row is locked while publishing.
    Under the lock, in a statement that begins after it, that order becomes the order of the deliveries' ids.
    A fact this code does not know is left for a process that does: it shows up in the lag, it is not lost.
    """
    waiting = StoredFact.objects.filter(fanned_out_at=None, name__in=known_names())
    if not waiting.exists():
        return 0
    with transaction.atomic():
        _lock()
        facts = list(waiting.order_by("id").only("id", "name", "aggregate")[:BATCH])
        Delivery.objects.bulk_create(delivery for fact in facts for delivery in _deliveries(fact, at))
        StoredFact.objects.filter(pk__in=[fact.pk for fact in facts]).update(fanned_out_at=at)
    return len(facts)


def _lock() -> None:
    if not FanOutLock.objects.select_for_update().filter(pk=THE_LOCK):
        FanOutLock.objects.bulk_create([FanOutLock(pk=THE_LOCK)], ignore_conflicts=True)
        FanOutLock.objects.select_for_update().get(pk=THE_LOCK)


def _deliveries(fact: StoredFact, at: datetime) -> list[Delivery]:
    return [
        Delivery(
            fact_id=fact.pk,
            handler=reacting.name,
            room=reacting.room,
            lane=f"{reacting.room} {fact.aggregate}",
            is_outside=reacting.is_outside,
            next_attempt_at=at,
        )
        for reacting in subscriptions_to(fact.name)
    ]
