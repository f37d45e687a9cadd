"""Lane 1: an offer excludes the other prices; among the others the lowest wins, never their product."""

from collections.abc import Iterator
from dataclasses import replace

from kernel import money
from mall.pricing.draft import Draft, DraftLine
from mall.pricing.lanes.numbers import UNIT_PRICE
from mall.pricing.shapes import Adjustment, PriceCandidate, QuoteRequest


def unit_price(draft: Draft, request: QuoteRequest) -> Draft:
    """Give every line its price: the offer's, or the lowest of shelf, member's and special prices."""
    return replace(draft, lines=tuple(_priced(line, request) for line in draft.lines))


def _priced(line: DraftLine, request: QuoteRequest) -> DraftLine:
    offer = request.offer
    if offer is not None:
        winner = PriceCandidate(offer.source, offer.label, offer.unit_price_fen)
    else:
        winner = min(_candidates(line, request), key=lambda c: (c.price_fen, c.source != "shelf", c.source))
    difference = (winner.price_fen - line.given.unit_price_fen) * line.given.quantity
    if not difference:
        return line
    return line.adjusted(Adjustment(UNIT_PRICE, winner.source, winner.label, difference))


def _candidates(line: DraftLine, request: QuoteRequest) -> Iterator[PriceCandidate]:
    shelf_fen = line.given.unit_price_fen
    yield PriceCandidate("shelf", "", shelf_fen)
    yield from line.given.candidates
    for rate in request.member.rates:
        yield PriceCandidate(rate.source, rate.label, money.at_rate(shelf_fen, rate.bps))
