"""Claim a key, keep the first answer, free what was not answered (rules 13.4).

The fence is a number that grows with each claim: who lost the lease to another run cannot save any more, so its
transaction rolls back and the work is done once.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from kernel.errors import Conflict, Invalid
from kernel.idempotency.models import Claim

# As long as the longest wait of a mini-program's request (protocols 9).
LEASE = timedelta(seconds=60)
KEPT = timedelta(hours=24)
_ROUNDS = 5


class IdempotencyKeyReused(Invalid):
    code, title = "idempotency_key_reused", "该幂等键已用于另一个请求"


class IdempotencyKeyInFlight(Conflict):
    code, title = "idempotency_key_in_flight", "相同的请求正在处理，请稍后再试"


@dataclass(frozen=True)
class Ticket:
    """The right to answer a key, as long as the fence stands."""

    claim_id: int
    fence: int


@dataclass(frozen=True)
class Answer:
    """The first answer: its status and its rendered JSON."""

    status: int
    text: str


def claim(*, caller: str, key: str, body_hash: str, at: datetime) -> Ticket | Answer:
    """Claim a key and commit the claim, or return the first answer to it.

    :raises IdempotencyKeyReused: the key was used with another body within 24 hours.
    :raises IdempotencyKeyInFlight: the same request is running; `retry_after` in seconds.
    """
    for _ in range(_ROUNDS):
        try:
            with transaction.atomic(durable=True):
                made = Claim.objects.create(
                    caller=caller, key=key, body_hash=body_hash, leased_until=at + LEASE, claimed_at=at
                )
            return Ticket(made.pk, made.fence)
        except IntegrityError:
            earlier = Claim.objects.filter(caller=caller, key=key).first()
        # None: purged between the two statements, so that the next round makes a new one.
        settled = _settle(earlier, body_hash, at) if earlier else None
        if settled:
            return settled
    raise IdempotencyKeyInFlight(retry_after=1)


def _settle(earlier: Claim, body_hash: str, at: datetime) -> Ticket | Answer | None:
    is_over = earlier.claimed_at <= at - KEPT
    if earlier.leased_until > at and earlier.answered_at is None:
        _same_body(earlier, body_hash)
        raise IdempotencyKeyInFlight(retry_after=math.ceil((earlier.leased_until - at).total_seconds()))
    if is_over:
        return _take_over(earlier, body_hash, at, claimed_at=at)
    _same_body(earlier, body_hash)
    if earlier.answered_at is not None and earlier.status is not None:
        return Answer(earlier.status, earlier.answer)
    return _take_over(earlier, body_hash, at, claimed_at=earlier.claimed_at)


def _same_body(earlier: Claim, body_hash: str) -> None:
    if earlier.body_hash != body_hash:
        raise IdempotencyKeyReused


def _take_over(earlier: Claim, body_hash: str, at: datetime, *, claimed_at: datetime) -> Ticket | None:
    """Raise the fence of a claim nobody works on; None when somebody was faster."""
    taken = Claim.objects.filter(pk=earlier.pk, fence=earlier.fence, answered_at=earlier.answered_at).update(
        fence=F("fence") + 1,
        body_hash=body_hash,
        leased_until=at + LEASE,
        claimed_at=claimed_at,
        answered_at=None,
        status=None,
        answer="",
    )
    return Ticket(earlier.pk, earlier.fence + 1) if taken else None


def save_answer(*, ticket: Ticket, status: int, text: str, at: datetime) -> None:
    """Keep the answer in the caller's transaction, which is the last one of the work.

    :raises IdempotencyKeyInFlight: the lease was lost to another run; the caller's transaction must roll back.
    """
    with transaction.atomic():
        kept = Claim.objects.filter(pk=ticket.claim_id, fence=ticket.fence, answered_at=None).update(
            answered_at=at, status=status, answer=text
        )
        if not kept:
            raise IdempotencyKeyInFlight(retry_after=1)


def free(*, ticket: Ticket, at: datetime) -> None:
    """End the lease without an answer: the same request may come again at once; its body stays tied to the key."""
    Claim.objects.filter(pk=ticket.claim_id, fence=ticket.fence, answered_at=None).update(leased_until=at)


def purge(*, at: datetime, limit: int = 10_000) -> int:
    """Delete claims older than 24 hours that nobody works on; return how many."""
    old = Claim.objects.filter(claimed_at__lte=at - KEPT, leased_until__lte=at).order_by("claimed_at")
    deleted, _ = Claim.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()
    return deleted
