"""Shelves to test with: a SKU of its own product, with stock that came in through the service."""

from itertools import count

from kernel import clock
from kernel.audit.actors import Actor
from mall.catalog.models import Category, Product, Sku
from mall.inventory.models import StockItem
from mall.inventory.services import open_shelf, set_initial_stock

_numbers = count(1)


def new_sku(product: Product | None = None) -> Sku:
    number = next(_numbers)
    if product is None:
        category = Category.objects.create(code=f"STOCK-C{number}", name="陶瓷")
        product = Product.objects.create(
            code=f"STOCK-P{number}", name=f"青瓷杯 {number}", category=category, price_fen=9900, is_on_shelf=True
        )
    return Sku.objects.create(
        product=product,
        code=f"STOCK-{number}",
        options=[["编号", str(number)]],
        options_key=str(number),
        price_fen=9900,
    )


def new_shelf(on_hand: int = 10, product: Product | None = None) -> StockItem:
    sku = new_sku(product)
    open_shelf(sku_ids=[sku.pk])
    set_initial_stock(sku_id=sku.pk, quantity=on_hand, reference="期初", actor=Actor.system(), at=clock.now())
    return StockItem.objects.get(sku=sku)
