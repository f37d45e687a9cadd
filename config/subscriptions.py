"""Who reacts to which fact. Every asynchronous way through the house is a line on this page (rules 12.4)."""

from kernel.outbox.subscriptions import subscribe
from mall.catalog.facts import SkuListed, StockDeclared
from mall.inventory import handlers as inventory
from mall.inventory.facts import SkuRestocked, SkuSoldOut


def connect() -> None:
    """Subscribe the handlers. Called once, when every app is loaded."""
    subscribe(SkuListed, inventory.open_shelf_for_sku)
    subscribe(StockDeclared, inventory.set_declared_stock)
    subscribe(SkuSoldOut, inventory.refresh_after_sold_out)
    subscribe(SkuRestocked, inventory.refresh_after_restocked)
