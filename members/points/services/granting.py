"""Give points to very many members: what `grant` does, a handful of statements per batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from kernel import clock
from members.ledger.book import Asset, OwnerKind
from members.ledger.entries import EntryIn, PostingIn
from members.ledger.models import Account
from members.ledger.services import post_many
from members.points import accounts
from members.points.amounts import end_of_month
from members.points.kinds import posted
from members.points.models import Earning, Lot
from members.points.options import LOT_MONTHS
from members.points.services.earning import grant
from members.points.services.lots import new_lot
from members.points.services.purses import PointsKeyReused, check_points, lock_purses
from members.points.states import EarningState

BATCH = 500


@dataclass(frozen=True)
class GrantIn:
    """One of very many grants: what `grant` takes."""

    member_id: int
    points: int
    key: str
    reference: str = ""
    note: str = ""


def grant_many(*, kind: str, grants: Iterable[GrantIn], at: datetime) -> int:
    """Give points that are final at once, each once per key; return how many were given now.

    500 to a transaction; inside a caller's transaction pass so many at most.

    :raises BadPoints: :raises PointsKeyReused: a key stands for another kind or amount; its batch is not written.
    """
    given = 0
    for batch in _batches(grants):
        given += _grant_batch(kind, batch, at)
    return given


def _batches(grants: Iterable[GrantIn]) -> Iterator[list[GrantIn]]:
    rest = iter(grants)
    while batch := list(islice(rest, BATCH)):
        yield batch


@transaction.atomic
def _grant_batch(kind: str, batch: Sequence[GrantIn], at: datetime) -> int:
    for each in batch:
        check_points(each.points)
    wanted = [each for each in batch if each.points]
    purses = lock_purses(each.member_id for each in wanted)
    fresh = _not_given(kind, wanted)
    here = [each for each in fresh if purses[each.member_id].moved_to_id is None]
    _write(kind, here, at)
    for each in fresh:
        if each not in here:  # merged away: the grant finds who they are now
            grant(kind=kind, at=at, **asdict(each))
    return len(fresh)


def _not_given(kind: str, wanted: Sequence[GrantIn]) -> list[GrantIn]:
    asked: dict[str, GrantIn] = {}
    for each in wanted:
        if asked.setdefault(each.key, each) != each:
            raise PointsKeyReused
    for key, known_kind, points in Earning.objects.filter(key__in=list(asked)).values_list("key", "kind", "points"):
        if (known_kind, points) != (kind, asked.pop(key).points):
            raise PointsKeyReused
    return list(asked.values())


def _write(kind: str, grants: Sequence[GrantIn], at: datetime) -> None:
    owed = _debts({each.member_id for each in grants})
    earnings = []
    for each in grants:
        filled = min(owed[each.member_id], each.points)
        owed[each.member_id] -= filled
        earnings.append(
            Earning(
                member_id=each.member_id,
                key=each.key,
                kind=kind,
                reference=each.reference,
                note=each.note[:200],
                points=each.points,
                filled_debt=filled,
                state=EarningState.CONFIRMED,
                earned_at=at,
                confirmed_at=at,
            )
        )
    Earning.objects.bulk_create(earnings)
    _make_lots(earnings, at)
    post_many(kind=posted("grant", kind), at=at, postings=[_posting(earning) for earning in earnings])


def _make_lots(earnings: Sequence[Earning], at: datetime) -> None:
    ends_at = end_of_month(clock.date_of(at), LOT_MONTHS.get())
    Lot.objects.bulk_create(
        new_lot(member_id=earning.member_id, points=rest, ends_at=ends_at, at=at, earning=earning)
        for earning in earnings
        if (rest := earning.points - earning.filled_debt)
    )


def _posting(earning: Earning) -> PostingIn:
    moves = {
        accounts.of_shop(earning.member_id, accounts.ISSUED): -earning.points,
        accounts.of_member(earning.member_id, accounts.DEBT): earning.filled_debt,
        accounts.of_member(earning.member_id, accounts.MAIN): earning.points - earning.filled_debt,
    }
    entries = [EntryIn(account, amount) for account, amount in moves.items() if amount]
    return PostingIn(key=f"points.grant:{earning.key}", reference=earning.reference, entries=entries)


def _debts(member_ids: set[int]) -> dict[int, int]:
    """Return what each of the members owes, 0 or above; one query."""
    debts = Account.objects.filter(
        owner_kind=OwnerKind.MEMBER, owner_id__in=member_ids, asset=Asset.POINTS, bucket=accounts.DEBT
    )
    found: dict[int, int] = defaultdict(int)
    found.update({owner_id: -balance for owner_id, balance in debts.values_list("owner_id", "balance")})
    return found
