"""What a member's standing and points bring into a quote (rules 2, lanes 1, 5 and 6)."""

from collections.abc import Sequence
from datetime import datetime

from mall.pricing.shapes import LineIn, MemberRate, MemberTerms, OfferTerms, PointsTerms, Waiver
from mall.quotes.shapes import Basket
from members.points.options import DEDUCT_CAP_BPS, DEDUCT_MAX_FEN, POINTS_PER_FEN_BPS
from members.points.selectors import spendable_points
from members.tiers.models import Tier
from members.tiers.models.ladder import PLAIN_BPS
from members.tiers.selectors.prices import rungs_of

NOTHING = MemberTerms()


def member_terms(member_id: int, lines: Sequence[LineIn], offer: OfferTerms | None, *, at: datetime) -> MemberTerms:
    """Return the rates of the member's tier and card, and whether freight is free; one read.

    An offer leaves no room for the rates; without anything to send there is nothing to ask.
    """
    if offer is not None and not any(line.is_physical for line in lines):
        return NOTHING
    tier, card = rungs_of(member_id, at=at)
    rungs = [(f"tier:{tier.code}", tier)] if tier else []
    rungs += [("vip", card)] if card else []
    return MemberTerms(rates=_rates(rungs), free_shipping=_waiver(rungs))


def points_terms(basket: Basket) -> PointsTerms:
    """Return what the member may deduct with points; one read."""
    return PointsTerms(
        available=spendable_points(basket.member_id),
        wanted=basket.points_wanted,
        cap_bps=DEDUCT_CAP_BPS.get(),
        max_fen=DEDUCT_MAX_FEN.get(),
        points_per_fen_bps=POINTS_PER_FEN_BPS.get(),
    )


def _rates(rungs: Sequence[tuple[str, Tier]]) -> tuple[MemberRate, ...]:
    return tuple(
        MemberRate(source, f"{rung.label}价", rung.discount_bps)
        for source, rung in rungs
        if rung.discount_bps < PLAIN_BPS
    )


def _waiver(rungs: Sequence[tuple[str, Tier]]) -> Waiver | None:
    return next((Waiver(source, f"{rung.label}包邮") for source, rung in rungs if rung.has_free_shipping), None)
