"""Lots end: what is left of them and not held is gone, for any number of members (rules 10.1)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from members.ledger.entries import EntryIn, PostingIn
from members.ledger.services import lock_balances, post_many
from members.points import accounts
from members.points.amounts import Portion, expiring, total
from members.points.kinds import posted
from members.points.models import Lot
from members.points.models.lots import LotQuerySet
from members.points.services.purses import lock_purses
from members.points.statements import LotChange, change_lots

log = structlog.get_logger(__name__)

BATCH = 500
LOGGED_EVERY = 10_000


@dataclass(frozen=True)
class Expired:
    """How many members lost how many points."""

    members: int = 0
    points: int = 0

    def __add__(self, other: "Expired") -> "Expired":
        return Expired(self.members + other.members, self.points + other.points)


def expire_points(*, at: datetime) -> Expired:
    """Let every lot end whose time has come, but for what orders hold; return what came of it.

    Set-based, 500 members to a transaction, so that it grows with the members concerned and no lock lasts. Running
    it twice is running it once. What is held now goes when it is released.
    """
    done, seen = Expired(), 0
    for member_ids in _members_with_ended_lots(at):
        done += _expire_batch(member_ids, at)
        before, seen = seen, seen + len(member_ids)
        if seen // LOGGED_EVERY > before // LOGGED_EVERY:
            log.info("points_expiring", members_seen=seen, members=done.members, points=done.points)
    if done.members:
        log.info("points_expired", members=done.members, points=done.points)
    return done


def _members_with_ended_lots(at: datetime) -> Iterator[list[int]]:
    last = 0
    ended = Lot.objects.filled().ended(at)
    while True:
        ids = ended.filter(member_id__gt=last).order_by("member_id").values_list("member_id", flat=True).distinct()
        batch = list(ids[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1]


@transaction.atomic
def forfeit(*, member_id: int, at: datetime) -> Expired:
    """Let every lot of one member end now, but for what orders hold."""
    return _expire([member_id], Lot.objects.owned_by(member_id), at)


@transaction.atomic
def _expire_batch(member_ids: Sequence[int], at: datetime) -> Expired:
    return _expire(member_ids, Lot.objects.ended(at).filter(member_id__in=member_ids), at)


def _expire(member_ids: Sequence[int], lots: LotQuerySet, at: datetime) -> Expired:
    lock_purses(member_ids)
    found = {lot.pk: lot for lot in lots.filled().in_spending_order()}
    mains = {member_id: accounts.of_member(member_id, accounts.MAIN) for member_id in member_ids}
    held = lock_balances(mains.values())
    ended: dict[int, list[Portion]] = defaultdict(list)
    for lot in found.values():
        ended[lot.member_id].append(Portion(lot.pk, lot.remaining))
    gone = {
        member_id: parts
        for member_id, lots_of in ended.items()
        if (parts := expiring(lots_of, held[mains[member_id]].held))
    }
    change_lots([LotChange(part.id, -part.points, part.points) for parts in gone.values() for part in parts])
    postings = [_posting(member_id, parts, found[parts[0].id]) for member_id, parts in gone.items()]
    post_many(kind=posted("expire"), at=at, postings=postings)
    return Expired(len(gone), sum(total(parts) for parts in gone.values()))


def _posting(member_id: int, parts: Sequence[Portion], first: Lot) -> PostingIn:
    # What has expired of a lot only grows, so the key names this very time.
    key = f"points.expire:{first.pk}:{first.expired + parts[0].points}"
    points = total(parts)
    entries = [
        EntryIn(accounts.of_member(member_id, accounts.MAIN), -points),
        EntryIn(accounts.of_shop(member_id, accounts.EXPIRED), points),
    ]
    return PostingIn(key=key, reference="", entries=entries)
