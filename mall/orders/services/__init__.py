"""The writes of the room, one module per part of an order's life."""

from mall.orders.services.cancelling import (
    AlreadyShipping,
    cancel_order,
    conclude_cancelling,
    expire_order,
    stop_paying,
)
from mall.orders.services.confirming import confirm_payment
from mall.orders.services.moving import IllegalMove, lock_order, note_event
from mall.orders.services.newcomers import NewcomerOrderOpen, NotNewcomer
from mall.orders.services.paying import (
    NoWechatIdentity,
    OrderAlreadyPaid,
    OrderExpired,
    OrderNotPayable,
    StartedPayment,
    ask_payment,
    finish_payment,
    start_payment,
)
from mall.orders.services.placing import AddressRequired, PriceChanged, place_order
from mall.orders.services.pricing import PaymentOpen, PriceOutOfRange, change_price
from mall.orders.services.receiving import AlreadyExtended, NotYetDue, complete_order, extend_receipt, receive_order
from mall.orders.services.refunding import (
    GoodwillOver,
    NothingToRefund,
    NotRefundable,
    finish_refund,
    refund_order,
)
from mall.orders.services.remarking import buy_again, hide_order, remark_order
from mall.orders.services.sharing import RefundTooLarge
from mall.orders.services.shipping import NotThatMany, record_shipment
from mall.quotes.services import EmptyBasket, OfferTakesOneLine, SkuUnavailable, price_basket

__all__ = [
    "AddressRequired", "AlreadyExtended", "AlreadyShipping", "EmptyBasket", "GoodwillOver", "IllegalMove",
    "NewcomerOrderOpen", "NoWechatIdentity", "NotNewcomer", "NotRefundable", "NotThatMany", "NotYetDue",
    "NothingToRefund", "OfferTakesOneLine", "OrderAlreadyPaid", "OrderExpired", "OrderNotPayable", "PaymentOpen",
    "PriceChanged", "PriceOutOfRange", "RefundTooLarge", "SkuUnavailable", "StartedPayment", "ask_payment",
    "buy_again", "cancel_order", "change_price", "complete_order", "conclude_cancelling", "confirm_payment",
    "expire_order", "extend_receipt", "finish_payment", "finish_refund", "hide_order", "lock_order", "note_event",
    "place_order", "price_basket", "receive_order", "record_shipment", "refund_order", "remark_order",
    "start_payment", "stop_paying",
]  # fmt: skip
