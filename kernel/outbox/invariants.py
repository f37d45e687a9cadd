"""What must hold of the outbox (quality 1, Facts)."""

from collections.abc import Iterator
from datetime import timedelta

from kernel import clock
from kernel.outbox.models import Delivery, StoredFact

DELIVERED_WITHIN = timedelta(minutes=10)


def undelivered_facts() -> Iterator[str]:
    """Yield each fact not fanned out and each delivery still waiting after 10 minutes; dead letters are excepted."""
    late = clock.now() - DELIVERED_WITHIN
    for fact in StoredFact.objects.filter(fanned_out_at=None, published_at__lte=late).order_by("pk").iterator():
        yield f"fact {fact.pk} {fact.name} of {fact.aggregate} is not fanned out"
    waiting = Delivery.objects.waiting().filter(fact__published_at__lte=late).order_by("pk")
    for delivery in waiting.iterator():
        reason = delivery.last_error.rpartition("\n")[2] or "no error"
        tried = f"{delivery.attempts} attempts, {reason}"
        yield f"delivery {delivery.pk} of fact {delivery.fact_id} to {delivery.handler} waits ({tried})"
