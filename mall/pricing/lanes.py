"""The six lanes of the quote, in order (rules 2). Each takes the draft and returns it with its adjustments."""

from collections.abc import Callable
from dataclasses import replace

from kernel import money
from kernel.errors import Conflict
from mall.freight.tables import FreightRate, charge
from mall.pricing.draft import Draft, DraftLine
from mall.pricing.shapes import Adjustment, PriceCandidate, QuoteRequest

Lane = Callable[[Draft, QuoteRequest], Draft]
UNIT_PRICE, ITEM, ORDER, COUPON, FREIGHT, POINTS = range(1, 7)


class NotDelivered(Conflict):
    """An address without a matching template is an error, never free (rules 2, lane 5)."""

    code, title = "not_delivered", "有商品不配送到该地址"


def unit_price(draft: Draft, request: QuoteRequest) -> Draft:
    """Lane 1: an offer excludes the others; among the others the lowest wins, never their product."""
    return replace(draft, lines=tuple(_priced(line, request) for line in draft.lines))


def _priced(line: DraftLine, request: QuoteRequest) -> DraftLine:
    offer = request.offer
    if offer is not None:
        winner = PriceCandidate(offer.source, offer.label, offer.unit_price_fen)
    else:
        shelf = PriceCandidate("shelf", "", line.given.unit_price_fen)
        winner = min((shelf, *line.given.candidates), key=lambda c: (c.price_fen, c.source != "shelf", c.source))
    difference = (winner.price_fen - line.given.unit_price_fen) * line.given.quantity
    if not difference:
        return line
    return line.adjusted(Adjustment(UNIT_PRICE, winner.source, winner.label, difference))


def nothing_competes(draft: Draft, request: QuoteRequest) -> Draft:
    """A lane in which nothing competes yet: item, order, coupon and points savings come with their rooms."""
    return draft


def freight(draft: Draft, request: QuoteRequest) -> Draft:
    """Lane 5: each template's lines together, thresholds by the goods amount after lane 2 (rules 8.1).

    :raises NotDelivered: a template has no rate for the address; names the SKUs.
    """
    physical = [line for line in draft.lines if line.given.is_physical]
    if not physical:
        return draft
    if request.freight is None:
        return replace(draft, is_freight_known=False)
    missing = [line.given.sku_id for line in physical if line.given.freight_template_id not in request.freight.rates]
    if missing:
        raise NotDelivered(sku_ids=[str(sku_id) for sku_id in missing])
    lines, adjustments = {line.given.sku_id: line for line in draft.lines}, []
    for template_id in sorted({line.given.freight_template_id for line in physical}):
        group = [line for line in physical if line.given.freight_template_id == template_id]
        adjustments.append(_charged(request.freight.rates[template_id], group, lines))
    return replace(
        draft,
        lines=tuple(lines[line.given.sku_id] for line in draft.lines),
        freight_adjustments=tuple(a for a in adjustments if a.amount_fen),
    )


def _charged(rate: FreightRate, group: list[DraftLine], lines: dict[int, DraftLine]) -> Adjustment:
    """Charge one template and split it over its lines by largest remainder."""
    units = [_units(rate, line) for line in group]
    amount = charge(rate, units=sum(units), goods_fen=sum(line.after(ITEM) for line in group))
    for line, part in zip(group, money.split(amount, units), strict=True):
        lines[line.given.sku_id] = replace(lines[line.given.sku_id], freight_fen=part)
    return Adjustment(FREIGHT, f"freight:{rate.template_id}", "运费", amount)


def _units(rate: FreightRate, line: DraftLine) -> int:
    each = {"piece": 1, "weight": line.given.weight_grams, "volume": line.given.volume_cm3}[rate.unit]
    return each * line.given.quantity


LANES: tuple[tuple[int, Lane], ...] = (
    (UNIT_PRICE, unit_price),
    (ITEM, nothing_competes),
    (ORDER, nothing_competes),
    (COUPON, nothing_competes),
    (FREIGHT, freight),
    (POINTS, nothing_competes),
)
