"""What a basket costs."""

from mall.quotes.services.answering import price_basket, quote_data
from mall.quotes.services.gathering import EmptyBasket, Gathered, OfferTakesOneLine, SkuUnavailable, gather

__all__ = ["EmptyBasket", "Gathered", "OfferTakesOneLine", "SkuUnavailable", "gather", "price_basket", "quote_data"]
