"""Publish a fact in the caller's transaction; give a dead letter another chance."""

from datetime import datetime

from django.db import transaction

from kernel import clock
from kernel.audit.actors import Actor
from kernel.audit.services import record
from kernel.errors import Conflict, NotFound
from kernel.outbox import gateways
from kernel.outbox.facts import Fact
from kernel.outbox.models import Delivery, StoredFact


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
    kick_after_commit()


def kick_after_commit() -> None:
    """Wake the relay once this transaction is committed: one kick, however many facts it tells."""
    hooks = transaction.get_connection().run_on_commit
    if not any(hook is _kick for _, hook, _ in hooks):
        transaction.on_commit(_kick, robust=True)


def _kick() -> None:
    gateways.kick()


class DeliveryNotFound(NotFound):
    code, title = "delivery_not_found", "投递记录不存在"


class DeliveryNotDead(Conflict):
    code, title = "delivery_not_dead", "只有死信可以重新投递"


@transaction.atomic
def replay_delivery(*, delivery_id: int, actor: Actor, at: datetime) -> Delivery:
    """Give a dead letter its attempts back; it runs as the first of its lane, without order to what went past it.

    :raises DeliveryNotFound: there is no such delivery.
    :raises DeliveryNotDead: it is still on its way, or done.
    """
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if delivery is None:
        raise DeliveryNotFound
    if delivery.state != Delivery.State.DEAD:
        raise DeliveryNotDead
    before = {"state": delivery.state, "attempts": delivery.attempts}
    delivery.state, delivery.attempts, delivery.next_attempt_at = Delivery.State.WAITING, 0, at
    delivery.save(update_fields=["state", "attempts", "next_attempt_at"])
    record(
        actor=actor,
        action="kernel.outbox.replay_delivery",
        label="重新投递死信",
        target=f"kernel_outbox.delivery:{delivery.pk}",
        before=before,
        after={"state": delivery.state, "attempts": 0},
    )
    kick_after_commit()
    return delivery
