"""Shelves to test with: a SKU of its own product, with stock that came in through the service."""

from kernel import clock
from kernel.audit.actors import Actor
from mall.catalog.models import Product, Sku
from mall.inventory.models import StockItem
from mall.inventory.services import open_shelf, set_initial_stock
from tests.factories.catalog import SkuFactory


def new_sku(product: Product | None = None) -> Sku:
    return SkuFactory() if product is None else SkuFactory(product=product)


def new_shelf(on_hand: int = 10, product: Product | None = None) -> StockItem:
    sku = new_sku(product)
    open_shelf(sku_ids=[sku.pk])
    set_initial_stock(sku_id=sku.pk, quantity=on_hand, reference="期初", actor=Actor.system(), at=clock.now())
    return StockItem.objects.get(sku=sku)
