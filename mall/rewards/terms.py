"""What a line earns: pure arithmetic on frozen values, points and growth value rounded down (rules 1.3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.money import BPS, share_of


@dataclass(frozen=True)
class Campaign:
    """A rule that fits the line: a multiplier, or points for each piece."""

    id: int
    multiplier_bps: int = BPS
    points_per_piece: int = 0


@dataclass(frozen=True)
class Terms:
    """What the member and the shop bring: points and growth value per yuan, the member's own multiplier."""

    points_per_yuan: int
    growth_per_yuan: int
    member_bps: int
    is_multiplied: bool = False


@dataclass(frozen=True)
class Earned:
    """What the line earns, and why: `points` holds `bonus_points`."""

    points: int
    growth: int
    multiplier_bps: int
    bonus_points: int
    campaign_id: int | None


def earned(*, paid_fen: int, quantity: int, terms: Terms, campaigns: Iterable[Campaign]) -> Earned:
    """Return what a line earns for what was paid in money. Nothing paid earns nothing.

    Of several campaigns the one that gives most, the older of equals; none where none gives more.
    """
    growth = paid_fen * terms.growth_per_yuan // 100
    best = _with(None, paid_fen, quantity, terms)
    for campaign in sorted(campaigns, key=lambda each: each.id):
        best = max(best, _with(campaign, paid_fen, quantity, terms), key=lambda each: each.points)
    return Earned(best.points, growth, best.multiplier_bps, best.bonus_points, best.campaign_id)


def _with(campaign: Campaign | None, paid_fen: int, quantity: int, terms: Terms) -> Earned:
    bps = terms.member_bps
    if campaign and terms.is_multiplied:
        bps = share_of(bps, campaign.multiplier_bps)
    elif campaign:
        bps = max(bps, campaign.multiplier_bps)
    bonus = campaign.points_per_piece * quantity if campaign and paid_fen else 0
    points = paid_fen * terms.points_per_yuan * bps // (100 * BPS) + bonus
    return Earned(points, 0, bps, bonus, campaign.id if campaign else None)


def share_back(total: int, *, paid_fen: int, before_fen: int, amount_fen: int) -> int:
    """Return what of a total goes back with a refund of `amount_fen`, when `before_fen` went back already.

    However it is cut into refunds, in whatever order, the shares of the whole amount add up to the total.
    """
    if not paid_fen:
        return 0
    return total * (before_fen + amount_fen) // paid_fen - total * before_fen // paid_fen
