"""Lane 1: an offer excludes the other prices; among the others the lowest wins, never their product."""

from collections.abc import Iterable
from dataclasses import replace

from kernel import money
from mall.pricing.draft import Draft, DraftLine
from mall.pricing.lanes.numbers import UNIT_PRICE
from mall.pricing.shapes import Adjustment, MemberRate, PriceCandidate, QuoteRequest


def unit_price(draft: Draft, request: QuoteRequest) -> Draft:
    """Give every line its price: the offer's, or the lowest of shelf, member's and special prices."""
    return replace(draft, lines=tuple(_priced(line, request) for line in draft.lines))


def _priced(line: DraftLine, request: QuoteRequest) -> DraftLine:
    offer = request.offer
    if offer is not None:
        winner = PriceCandidate(offer.source, offer.label, offer.unit_price_fen)
    else:
        winner = lowest_price(line.given.unit_price_fen, line.given.candidates, request.member.rates)
    difference = (winner.price_fen - line.given.unit_price_fen) * line.given.quantity
    if not difference:
        return line
    return line.adjusted(Adjustment(UNIT_PRICE, winner.source, winner.label, difference))


def lowest_price(shelf_fen: int, candidates: Iterable[PriceCandidate], rates: Iterable[MemberRate]) -> PriceCandidate:
    """Return the lowest of the shelf's price, special prices and the member's rates; among equals the shelf's."""
    everything = (
        PriceCandidate("shelf", "", shelf_fen),
        *candidates,
        *(PriceCandidate(rate.source, rate.label, money.at_rate(shelf_fen, rate.bps)) for rate in rates),
    )
    return min(everything, key=lambda c: (c.price_fen, c.source != "shelf", c.source))
