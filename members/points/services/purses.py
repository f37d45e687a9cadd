"""Lock a member's purse: everything that changes lots, earnings and spends does so under it (rules 4.4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from kernel.errors import Conflict, Invalid
from members.ledger import services as ledger
from members.ledger.entries import AccountRef, EntryIn
from members.ledger.services import NotEnoughBalance
from members.points import accounts
from members.points.models import Purse

# Far above any sum of a shop, below what the ledger takes at once.
MOST_POINTS = 10**12


class NotEnoughPoints(Conflict):
    """The member has fewer points than are asked for; `available` is what there is."""

    code, title = "not_enough_points", "积分不足"


class BadPoints(Invalid):
    """Points are whole numbers, 0 or above: a programming error, not a member's."""

    code, title = "bad_points", "积分数量有误"


class PointsKeyReused(Conflict):
    """The key already stands for something else: two causes share a key, which is a programming error."""

    code, title = "points_key_reused", "积分幂等键已用于其他记录"


def check_points(points: int) -> None:
    """Refuse what is no amount of points.

    :raises BadPoints:
    """
    if type(points) is not int or not 0 <= points <= MOST_POINTS:
        raise BadPoints


def lock_purse(member_id: int) -> int:
    """Lock the purse of a member, or of whom they were merged into; return whose it is."""
    purse = _locked([member_id])[member_id]
    while purse.moved_to_id is not None:
        purse = _locked([purse.moved_to_id])[purse.moved_to_id]
    return purse.member_id


def lock_purses(member_ids: Iterable[int]) -> Mapping[int, Purse]:
    """Lock the purses of these very members, in one order; those that do not exist are opened."""
    return _locked(sorted(set(member_ids)))


def post(*, kind: str, key: str, reference: str, moves: Mapping[AccountRef, int], at: datetime) -> None:
    """Post those of the moves that are not 0; together they add up to 0.

    :raises NotEnoughPoints: the member has less than is taken.
    """
    entries = [EntryIn(account, amount) for account, amount in moves.items() if amount]
    try:
        ledger.post(kind=kind, key=key, reference=reference, at=at, entries=entries)
    except NotEnoughBalance as short:
        raise not_enough(short) from short


def not_enough(short: NotEnoughBalance) -> NotEnoughPoints:
    """Return the ledger's refusal in the words of this room."""
    found = [row["available"] for row in short.extra["shortages"] if row["bucket"] == accounts.MAIN]
    return NotEnoughPoints(available=max(found[0], 0) if found else 0)


def _locked(member_ids: list[int]) -> dict[int, Purse]:
    rows = Purse.objects.select_for_update().filter(member_id__in=member_ids).order_by("member_id")
    found = {purse.member_id: purse for purse in rows}
    if len(found) < len(member_ids):
        missing = [member_id for member_id in member_ids if member_id not in found]
        Purse.objects.bulk_create([Purse(member_id=member_id) for member_id in missing], ignore_conflicts=True)
        found = {purse.member_id: purse for purse in rows.all()}
    return found
