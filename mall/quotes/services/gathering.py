"""Gather what a quote depends on: seven reads at most, whatever the number of lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.errors import Conflict, Invalid
from mall.carts.services import selected_lines
from mall.catalog.selectors import SellableSku, Viewer, sellable_skus
from mall.freight.selectors import freight_table
from mall.freight.tables import DEFAULT_TEMPLATE, FreightTable
from mall.pricing.shapes import LineIn, OfferTerms, PriceCandidate, QuoteRequest
from mall.quotes.ports import OfferClaim, get_offer
from mall.quotes.services.standing import member_terms, points_terms
from mall.quotes.shapes import Basket
from members.accounts.selectors import AddressSnapshot, find_default_address, get_address_snapshot


class EmptyBasket(Invalid):
    code, title = "basket_empty", "请先选择商品"


class OfferTakesOneLine(Invalid):
    """An offer order has one line and is never from the cart (rules 2.7)."""

    code, title = "offer_takes_one_line", "活动商品需单独下单"


class SkuUnavailable(Conflict):
    """Something in the basket cannot be bought; `skus` says what and why."""

    code, title = "sku_unavailable", "有商品暂时无法购买"


@dataclass(frozen=True)
class Gathered:
    request: QuoteRequest
    skus: Mapping[int, SellableSku]
    address: AddressSnapshot | None
    claim: OfferClaim | None

    @property
    def is_for_newcomers(self) -> bool:
        """An offer or a product of the basket is for newcomers only (rules 2.9)."""
        offer = self.request.offer
        return (offer is not None and offer.is_for_newcomers) or any(s.is_for_newcomers for s in self.skus.values())

    def is_stocked(self, sku_id: int) -> bool:
        return self.skus[sku_id].product_kind != "service"


def gather(basket: Basket, *, at: datetime, lock: bool) -> Gathered:
    """Read everything a quote needs; with `lock` inside the transaction that places the order.

    :raises EmptyBasket: nothing to price.
    :raises SkuUnavailable: a SKU is unknown, off the shelf or inactive.
    """
    lines = _lines(basket, lock=lock)
    skus = sellable_skus([sku_id for sku_id, _ in lines], viewer=Viewer(basket.member_id, at))
    refused = [
        _refused(sku_id, skus.get(sku_id))
        for sku_id in sorted({sku_id for sku_id, _ in lines})
        if sku_id not in skus or not _is_sold(skus[sku_id], basket)
    ]
    if refused:
        raise SkuUnavailable(skus=refused)
    claim = _claim(basket, lines, at)
    terms = _terms(claim, lock=lock)
    address = _address(basket)
    priced = tuple(_line(skus[sku_id], n) for sku_id, n in lines)
    request = QuoteRequest(
        lines=priced,
        freight=_freight(priced, address),
        offer=terms,
        member=member_terms(basket.member_id, priced, terms, at=at),
        # What a member could use is for the screen; an order that uses none does not ask.
        points=points_terms(basket) if basket.points_wanted != 0 or not lock else None,
    )
    return Gathered(request=request, skus=skus, address=address, claim=claim)


def _refused(sku_id: int, sku: SellableSku | None) -> dict[str, str]:
    """Say to people and to programs why a SKU cannot be bought; `not_for_you` among the codes."""
    why_not, code = (sku.why_not, sku.why_code) if sku else ("商品不存在", "unknown")
    return {"sku_id": str(sku_id), "why_not": why_not, "code": code}


def _is_sold(sku: SellableSku, basket: Basket) -> bool:
    """A service is sold by an offer only, which knows its own (rules 2.7)."""
    return basket.offer is not None if sku.product_kind == "service" else sku.is_buyable


def _lines(basket: Basket, *, lock: bool) -> Sequence[tuple[int, int]]:
    if basket.from_cart and basket.offer:
        raise OfferTakesOneLine
    lines = selected_lines(member_id=basket.member_id, lock=lock) if basket.from_cart else list(basket.lines)
    if not lines:
        raise EmptyBasket
    return lines


def _claim(basket: Basket, lines: Sequence[tuple[int, int]], at: datetime) -> OfferClaim | None:
    if basket.offer is None:
        return None
    if len(lines) != 1:
        raise OfferTakesOneLine
    sku_id, quantity = lines[0]
    return OfferClaim(choice=basket.offer, member_id=basket.member_id, sku_id=sku_id, quantity=quantity, at=at)


def _terms(claim: OfferClaim | None, *, lock: bool) -> OfferTerms | None:
    if claim is None:
        return None
    offer = get_offer(claim.choice.kind)
    if lock:
        offer.lock(claim)
    return offer.resolve(claim)


def _address(basket: Basket) -> AddressSnapshot | None:
    if basket.address_id is not None:
        return get_address_snapshot(member_id=basket.member_id, address_id=basket.address_id)
    return find_default_address(member_id=basket.member_id)


def _freight(lines: Sequence[LineIn], address: AddressSnapshot | None) -> FreightTable | None:
    if address is None:
        return None
    templates = {line.freight_template_id or None for line in lines}
    return freight_table(template_ids=templates, region_code=address.region_code)


def _line(sku: SellableSku, quantity: int) -> LineIn:
    return LineIn(
        sku_id=sku.sku_id,
        product_id=sku.product_id,
        quantity=quantity,
        unit_price_fen=sku.price_fen,
        weight_grams=sku.weight_grams,
        volume_cm3=sku.volume_cm3,
        freight_template_id=sku.freight_template_id or DEFAULT_TEMPLATE,
        is_physical=sku.product_kind == "physical",
        candidates=_candidates(sku),
    )


def _candidates(sku: SellableSku) -> tuple[PriceCandidate, ...]:
    """Return the special prices that compete with the shelf's; an offer excludes them (lane 1)."""
    special = sku.special
    return (PriceCandidate(special.source, special.label, special.price_fen),) if special else ()
