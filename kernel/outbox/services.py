"""Publish a fact in the caller's transaction."""

from django.db import transaction

from kernel import clock
from kernel.outbox.facts import Fact
from kernel.outbox.models import StoredFact


def publish(*facts: Fact) -> None:
    """Store facts with the change that made them true; the relay delivers them after commit (rules 12.1).

    :raises TransactionManagementError: called outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a fact is published inside the transaction that makes it true")
    moment = clock.now()
    StoredFact.objects.bulk_create(
        StoredFact(name=fact.wire_name(), aggregate=fact.aggregate_key(), payload=fact.payload(), published_at=moment)
        for fact in facts
    )
