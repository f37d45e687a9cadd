"""What the room has of a member (port accounts.parts): purse, lots, earnings, spends, and the balances in the ledger.

Merging moves the rows and posts the balances over; entries of the past keep naming whom they were of. While a purse
says `moved_to`, whatever still comes for the source goes to the target.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, Sum

from kernel.clock import SHANGHAI
from kernel.errors import Conflict
from members.accounts.selectors import merge_case_id
from members.ledger.selectors import Balance
from members.ledger.services import lock_balances
from members.points import accounts
from members.points.kinds import posted
from members.points.models import Earning, ImportRow, Lot, Purse, Spend
from members.points.selectors import held_points, points_summary
from members.points.services.expiring import forfeit
from members.points.services.purses import lock_purses, post
from members.points.states import EarningState

Journal = Mapping[str, Any]
BUCKETS = (accounts.PENDING, accounts.MAIN, accounts.DEBT)


class MergedPointsHeld(Conflict):
    code, title = "merged_points_held", "并入的积分正被未完成的订单占用，暂时不能撤销"


class MergedPointsMovedOn(Conflict):
    code, title = "merged_points_moved_on", "会员之后又并入了其他会员，积分不能单独撤回"


class PointsPart:
    """Stands behind the port `accounts.parts`."""

    name = "members.points"

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        summary = points_summary(source_id)
        return {
            "可用积分": summary.available,
            "待生效积分": summary.pending,
            "欠分": summary.debt,
            "积分批次": Lot.objects.owned_by(source_id).filled().count(),
        }

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Journal:
        """Give lots, earnings, spends and the balances to the target.

        :raises MergedPointsHeld: orders of the source hold points.
        """
        purses = lock_purses([source_id, target_id])
        found = _figures(source_id)
        if found[accounts.MAIN].held:
            raise MergedPointsHeld
        case_id = merge_case_id(source_id=source_id, target_id=target_id)
        moved = {bucket: found[bucket].balance for bucket in BUCKETS}
        _post(f"merge:{case_id}:points", source_id, target_id, moved, at)
        purse: Purse = purses[source_id]
        purse.moved_to_id = target_id
        purse.save(update_fields=["moved_to"])
        return {
            "case_id": case_id,
            "source_id": source_id,
            "target_id": target_id,
            "balances": moved,
            "lots": _rehomed(Lot, Q(member=source_id), target_id),
            "earnings": _rehomed(Earning, Q(member=source_id), target_id),
            "spends": _rehomed(Spend, Q(member=source_id), target_id),
        }

    def undo(self, *, journal: Journal, at: datetime) -> None:
        """Give back what is still there of what was moved, and what came of it since.

        What the target spent of it stays spent; debt that was filled since stays filled.

        :raises MergedPointsHeld: orders of the target hold it. :raises MergedPointsMovedOn: the target is gone, too.
        """
        source_id, target_id = int(journal["source_id"]), int(journal["target_id"])
        purses = lock_purses([source_id, target_id])
        if purses[target_id].moved_to_id is not None:
            raise MergedPointsMovedOn
        found = _figures(target_id)
        back = _still_there(journal, target_id, found)
        if back[accounts.MAIN] > found[accounts.MAIN].available:
            raise MergedPointsHeld
        _rehomed(Lot, _lots_of(journal) & Q(member=target_id), source_id)
        _rehomed(Earning, Q(pk__in=journal["earnings"]), source_id)
        _rehomed(Spend, Q(pk__in=journal["spends"]), source_id)
        _post(f"merge:{journal['case_id']}:points:undo", target_id, source_id, back, at)
        purse = purses[source_id]
        purse.moved_to_id = None
        purse.save(update_fields=["moved_to"])

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        summary = points_summary(member_id)
        earnings = Earning.objects.filter(member=member_id).order_by("id")
        spends = Spend.objects.filter(member=member_id).order_by("id")
        return {
            "available": summary.available,
            "pending": summary.pending,
            "debt": summary.debt,
            "lots": [
                {"points": lot.points, "remaining": lot.remaining, "ends_at": _iso(lot.ends_at)}
                for lot in Lot.objects.owned_by(member_id).order_by("id")
            ],
            "earnings": [
                {"kind": row.kind, "points": row.points, "taken_back": row.taken_back, "at": _iso(row.earned_at)}
                for row in earnings
            ],
            "spends": [
                {"kind": row.kind, "points": row.points, "returned": row.returned, "at": _iso(row.at)} for row in spends
            ],
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        """What is left ends; words that operators wrote about the member go. Amounts stay: the book needs them."""
        forfeit(member_id=member_id, at=at)
        Earning.objects.filter(member=member_id).update(note="")
        Spend.objects.filter(member=member_id).update(note="")
        ImportRow.objects.filter(member=member_id).update(given="")

    def blocks(self, *, member_id: int) -> list[str]:
        held = held_points(member_id)
        return [f"{held} 积分被未完成的订单占用"] if held else []


def _figures(member_id: int) -> dict[str, Balance]:
    refs = {bucket: accounts.of_member(member_id, bucket) for bucket in BUCKETS}
    found = lock_balances(refs.values())
    return {bucket: found[ref] for bucket, ref in refs.items()}


def _rehomed(model: Any, rows: Q, member_id: int) -> list[int]:
    """Give rows to another member; return their ids."""
    ids = list(model.objects.filter(rows).order_by("id").values_list("id", flat=True))
    model.objects.filter(rows).update(member=member_id)
    return ids


def _lots_of(journal: Journal) -> Q:
    """The lots that were moved, and those that earnings and spends that were moved have made since."""
    return (
        Q(pk__in=journal["lots"]) | Q(earning__in=journal["earnings"]) | Q(given_back_by__spend__in=journal["spends"])
    )


def _still_there(journal: Journal, target_id: int, found: Mapping[str, Balance]) -> dict[str, int]:
    lots = Lot.objects.owned_by(target_id).filter(_lots_of(journal))
    pending = Earning.objects.filter(pk__in=journal["earnings"], state=EarningState.PENDING)
    sums = pending.aggregate(points=Sum("points"), gone=Sum("taken_back"))
    return {
        accounts.MAIN: lots.aggregate(left=Sum("remaining"))["left"] or 0,
        accounts.PENDING: (sums["points"] or 0) - (sums["gone"] or 0),
        accounts.DEBT: max(int(journal["balances"][accounts.DEBT]), found[accounts.DEBT].balance),
    }


def _post(key: str, giver_id: int, taker_id: int, amounts: Mapping[str, int], at: datetime) -> None:
    moves = {
        accounts.of_member(member_id, bucket): sign * amounts[bucket]
        for bucket in BUCKETS
        for member_id, sign in ((giver_id, -1), (taker_id, 1))
    }
    if any(moves.values()):
        post(kind=posted("merge"), key=key, reference="", moves=moves, at=at)


def _iso(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).isoformat()
