"""Lane 6: points take off goods after lane 4, capped and never refused; or they are what an offer costs."""

from dataclasses import replace

from kernel import money
from mall.pricing.draft import Draft, DraftLine
from mall.pricing.lanes.numbers import COUPON, POINTS
from mall.pricing.shapes import Adjustment, PointsTerms, QuotePoints, QuoteRequest


def points(draft: Draft, request: QuoteRequest) -> Draft:
    """Deduct what the member wants to, as far as the cap goes; an offer's points are due beside its price."""
    terms, offer = request.points, request.offer
    available = terms.available if terms else 0
    if offer is not None and offer.points_due:
        return _due(draft, offer.points_due, available)
    if terms is None or (offer is not None and not offer.takes_points):
        return replace(draft, points=QuotePoints(available=available))
    goods = [line.after(COUPON) for line in draft.lines]
    cap = cap_fen(terms, sum(goods))
    fen = cap if terms.wanted is None else min(cap, money.worth_of(terms.wanted, terms.points_per_fen_bps))
    used = money.points_for(fen, terms.points_per_fen_bps)
    usable = money.points_for(cap, terms.points_per_fen_bps)
    parts = money.split(fen, goods, goods)
    shares = money.split(used, parts) if used else [0] * len(parts)
    lines = tuple(_deducted(*each) for each in zip(draft.lines, parts, shares, strict=True))
    return replace(draft, lines=lines, points=QuotePoints(available, usable, used, fen))


def cap_fen(terms: PointsTerms, goods_fen: int) -> int:
    """Return the most that points may take off goods: the rate's share, the limit per order, the balance's worth."""
    caps = [
        money.share_of(goods_fen, terms.cap_bps),
        money.worth_of(terms.available, terms.points_per_fen_bps),
    ]
    return min([*caps, terms.max_fen] if terms.max_fen else caps)


def _deducted(line: DraftLine, fen: int, points_used: int) -> DraftLine:
    if not fen:
        return line
    return replace(line.adjusted(Adjustment(POINTS, "points", "积分抵扣", -fen)), points_used=points_used)


def _due(draft: Draft, due: int, available: int) -> Draft:
    """An offer order has one line (rules 2.7): it carries all the points."""
    (line,) = draft.lines
    figures = QuotePoints(available=available, usable=due, used=due)
    return replace(draft, lines=(replace(line, points_used=due),), points=figures)
