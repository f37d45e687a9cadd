"""Who reacts to which fact. Every asynchronous way through the house is a line on this page (rules 12.4)."""

from kernel.outbox.subscriptions import subscribe
from mall.catalog.facts import SkuListed, StockDeclared
from mall.inventory import handlers as inventory
from mall.inventory.facts import SkuRestocked, SkuSoldOut
from mall.orders import handlers as orders
from mall.orders.facts import OrderConfirmed
from mall.payments import handlers as payments
from mall.payments.facts import NotificationReceived, PaymentSucceeded, RefundCreated, RefundSucceeded


def connect() -> None:
    """Subscribe the handlers. Called once, when every app is loaded."""
    # A new SKU gets its place in the stock room, and what it came with.
    subscribe(SkuListed, inventory.open_shelf_for_sku)
    subscribe(StockDeclared, inventory.set_declared_stock)
    subscribe(SkuSoldOut, inventory.refresh_after_sold_out)
    subscribe(SkuRestocked, inventory.refresh_after_restocked)

    # Money arrives: what the channel told is worked on, then the order goes on or the money goes back.
    subscribe(NotificationReceived, payments.apply_notification)
    subscribe(PaymentSucceeded, orders.confirm_paid_order)
    subscribe(OrderConfirmed, orders.count_sales)

    # Money leaves: the channel is asked, then the order's refund is counted as done.
    subscribe(RefundCreated, payments.send_created_refund, outside_transaction=True)
    subscribe(RefundSucceeded, orders.finish_order_refund)
