"""How the stock room reacts to the catalogue, and to its own shelves."""

from kernel import clock
from kernel.audit.actors import Actor
from mall.catalog.facts import SkuListed, StockDeclared
from mall.inventory import services
from mall.inventory.facts import SkuRestocked, SkuSoldOut


def open_shelf_for_sku(fact: SkuListed) -> None:
    services.open_shelf(sku_ids=[fact.sku_id])


def set_declared_stock(fact: StockDeclared) -> None:
    services.set_initial_stock(
        sku_id=fact.sku_id, quantity=fact.quantity, reference="", actor=Actor.system(), at=clock.now()
    )


def refresh_after_sold_out(fact: SkuSoldOut) -> None:
    services.refresh_in_stock(product_ids=[fact.product_id])


def refresh_after_restocked(fact: SkuRestocked) -> None:
    services.refresh_in_stock(product_ids=[fact.product_id])
