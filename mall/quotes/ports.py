"""The port behind which flash sale, group-buy, bargain, points mall and plans stand (`orders.offers`).

An order knows an offer only by its kind and what the client sent; whoever registered the kind answers its questions.
An offer may sell what is no catalogue product: a service of `mall.catalog.services.ensure_service_sku`. It has no
stock, and is delivered by `confirm`. Which SKUs are its own, an offer checks in `resolve`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from kernel.errors import Invalid
from mall.pricing.shapes import OfferTerms


@dataclass(frozen=True)
class OfferChoice:
    """What the client chose: a kind and the ids that belong to it."""

    kind: str
    choice: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OfferClaim:
    """Who wants how much of the offer, at what moment."""

    choice: OfferChoice
    member_id: int
    sku_id: int
    quantity: int
    at: datetime


class Offer(Protocol):
    """What stands behind a kind. `lock`, `resolve` and `take` run inside the transaction that places the order."""

    kind: str
    pay_within_minutes: int

    def lock(self, claim: OfferClaim) -> None:
        """Lock the offer's rows, before the order exists (rules 4.4)."""

    def resolve(self, claim: OfferClaim) -> OfferTerms:
        """Say the price.

        :raises kernel.errors.Refusal: not for this member, over, or sold out.
        """

    def take(self, claim: OfferClaim, *, order_id: int) -> None:
        """Reserve the offer for the order."""

    def release(self, *, order_id: int, at: datetime) -> None:
        """Give the offer back: the order was cancelled unpaid."""

    def lock_for(self, *, order_id: int) -> None:
        """Lock the offer's rows of an order that exists, before the order's own row."""

    def confirm(self, *, order_id: int, at: datetime) -> bool:
        """Use the offer up: the order is paid. True goes on to shipping, False waits for a group."""

    def refundable_fen(self, *, order_id: int, at: datetime) -> int | None:
        """Return how much money may still go back for the goods, in fen; None where the lines alone decide.

        Asked under the order's lock, before a refund is made: a paid membership answers by its unused days.
        """

    def refund(self, *, order_id: int, pieces: int, amount_fen: int, key: str, at: datetime) -> None:
        """Take back what the offer gave: pieces, or with 0 an amount in fen only, are going back to the buyer.

        In the refund's transaction, after stock and points; once per `key`.

        :raises kernel.errors.Refusal: it is used up; nothing is refunded then.
        """


class OfferUnknown(Invalid):
    code, title = "offer_unknown", "没有这种活动"


_offers: dict[str, Offer] = {}


def register_offer(offer: Offer) -> None:
    """Put an offer behind the port. Called by `config/ports.py`."""
    _offers[offer.kind] = offer


def forget_offer(kind: str) -> None:
    """Take an offer away again; tests use it."""
    _offers.pop(kind, None)


def get_offer(kind: str) -> Offer:
    """Return who stands behind a kind.

    :raises OfferUnknown: nobody does.
    """
    try:
        return _offers[kind]
    except KeyError:
        raise OfferUnknown from None


def offer_kinds() -> list[str]:
    return sorted(_offers)
