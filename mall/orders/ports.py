"""The port `orders.offers`, behind which flash sale, group-buy, bargain, points mall and plans stand.

Declared in `mall.quotes`, because an offer says its price before there is an order.
"""

from mall.quotes.ports import (
    Offer,
    OfferChoice,
    OfferClaim,
    OfferUnknown,
    forget_offer,
    get_offer,
    offer_kinds,
    register_offer,
)

__all__ = [
    "Offer", "OfferChoice", "OfferClaim", "OfferUnknown", "forget_offer", "get_offer", "offer_kinds", "register_offer",
]  # fmt: skip
