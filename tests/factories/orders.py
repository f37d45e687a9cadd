"""Orders for tests, placed by the service."""

from datetime import datetime

from kernel import clock
from mall.inventory.models import StockItem
from mall.orders.models import Order
from mall.orders.services import place_order
from mall.orders.shapes import Basket, Checkout
from members.accounts.models import Member
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import new_shelf


def virtual_shelf(on_hand: int = 1000) -> StockItem:
    """Return stock of something that needs neither address nor freight."""
    return new_shelf(on_hand=on_hand, product=ProductFactory(kind="virtual"))


def placed(member: Member, shelf: StockItem, *, quantity: int = 1, at: datetime | None = None) -> Order:
    """Return an unpaid order of a member for pieces of one shelf."""
    basket = Basket(member_id=member.pk, lines=((shelf.sku_id, quantity),))
    return place_order(checkout=Checkout(basket), at=at or clock.now())
