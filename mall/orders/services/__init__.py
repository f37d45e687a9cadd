"""The writes of the room, one module per part of an order's life."""

from mall.orders.services.cancelling import cancel_order, conclude_cancelling, finish_cancelling, stop_paying
from mall.orders.services.confirming import confirm_free_order, confirm_payment
from mall.orders.services.paying import StartedPayment, ask_payment, finish_payment, start_payment
from mall.orders.services.placing import place_order, price_basket
from mall.orders.services.pricing import change_price
from mall.orders.services.receiving import complete_order, extend_receipt, receive_order
from mall.orders.services.refunding import REFUNDABLE, finish_refund, refund_order
from mall.orders.services.remarking import buy_again, hide_order, remark_order
from mall.orders.services.shipping import record_shipment

__all__ = [
    "REFUNDABLE",
    "StartedPayment",
    "ask_payment",
    "buy_again",
    "cancel_order",
    "change_price",
    "complete_order",
    "conclude_cancelling",
    "confirm_free_order",
    "confirm_payment",
    "extend_receipt",
    "finish_cancelling",
    "finish_payment",
    "finish_refund",
    "hide_order",
    "place_order",
    "price_basket",
    "receive_order",
    "record_shipment",
    "refund_order",
    "remark_order",
    "start_payment",
    "stop_paying",
]
