"""Who holds a delivery: claims with a lease, and the conditional updates that end one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q, prefetch_related_objects

from kernel.outbox import statements
from kernel.outbox.models import Delivery, DeliveryQuerySet

FIRST_BACKOFF_SECONDS = 5
LONGEST_BACKOFF_SECONDS = 3600
FOLLOWERS = 400
ERROR_LENGTH = 2000


@dataclass(frozen=True)
class Batch:
    """Heads that are claimed under `token`, and those waiting behind them in their lanes, in the order of their ids."""

    token: str
    heads: frozenset[int]
    deliveries: list[Delivery]


def claim(*, is_outside: bool, limit: int, at: datetime) -> Batch:
    """Take up to `limit` due lane heads of one kind; what another relay holds locked is skipped, not waited for."""
    token = uuid4().hex
    due = Delivery.objects.heads().due(at).filter(is_outside=is_outside).order_by("next_attempt_at", "id")
    with transaction.atomic():
        # On SQLite the clause is left out: its writers take turns by the transaction itself.
        heads = list(due.select_for_update(skip_locked=True)[:limit])
        if heads:
            until = at + timedelta(seconds=settings.OUTBOX_CLAIM_SECONDS)
            Delivery.objects.filter(pk__in=[head.pk for head in heads]).update(claim=token, claimed_until=until)
    followers = [] if is_outside or not heads else _followers(heads)
    deliveries = sorted([*heads, *followers], key=lambda delivery: delivery.pk)
    # A second statement instead of a join: after a burst, before PostgreSQL has figures, it would begin with the facts.
    prefetch_related_objects(deliveries, "fact")
    return Batch(token, frozenset(head.pk for head in heads), deliveries)


def _followers(heads: list[Delivery]) -> list[Delivery]:
    lanes = [head.lane for head in heads]
    behind = Delivery.objects.waiting().filter(lane__in=lanes).exclude(pk__in=[head.pk for head in heads])
    return list(behind.order_by("id")[:FOLLOWERS])


def mark_done(delivery: Delivery, token: str, at: datetime) -> bool:
    """Finish a delivery if it is still as we read it and in nobody else's hands.

    Run first in the handler's transaction: the row stays locked until the effect is committed, so that not even
    a relay which finds the lease expired can run the handler beside us; and a failure takes the mark back.
    """
    return statements.mark_done(delivery=delivery, token=token, at=at)


def renew(delivery: Delivery, token: str, at: datetime) -> bool:
    """Hold a delivery for as long as a channel may take to answer."""
    until = at + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    return _held(delivery, token, at).update(claim=token, claimed_until=until) == 1


def mark_failed(delivery: Delivery, token: str, error: str, at: datetime) -> None:
    """Count a failure: again after the back-off, or a dead letter when the attempts are used up."""
    attempts = delivery.attempts + 1
    is_last = attempts >= settings.OUTBOX_MAX_ATTEMPTS
    _held(delivery, token, at).update(
        state=Delivery.State.DEAD if is_last else Delivery.State.WAITING,
        attempts=attempts,
        next_attempt_at=at + backoff(attempts),
        last_error=error[-ERROR_LENGTH:],
        claim="",
        claimed_until=None,
    )


def release(batch: Batch, begun: Collection[int]) -> None:
    """Give back the heads that were claimed and not begun."""
    left = batch.heads.difference(begun)
    if left:
        Delivery.objects.waiting().filter(pk__in=left, claim=batch.token).update(claim="", claimed_until=None)


def release_far_future(at: datetime) -> None:
    """Make due what waits longer than any back-off or lease can last: it was set by a clock that ran ahead."""
    longest = at + timedelta(seconds=LONGEST_BACKOFF_SECONDS)
    Delivery.objects.waiting().filter(next_attempt_at__gt=longest).update(next_attempt_at=at)
    Delivery.objects.waiting().filter(claimed_until__gt=longest).update(claim="", claimed_until=None)


def backoff(attempts: int) -> timedelta:
    """Return the wait after the n-th failure: 5 s, doubled each time, an hour at most."""
    return timedelta(seconds=min(FIRST_BACKOFF_SECONDS * 2 ** (attempts - 1), LONGEST_BACKOFF_SECONDS))


def _held(delivery: Delivery, token: str, at: datetime) -> DeliveryQuerySet:
    return Delivery.objects.waiting().filter(
        Q(claim=token) | Q(claimed_until=None) | Q(claimed_until__lte=at), pk=delivery.pk, attempts=delivery.attempts
    )
