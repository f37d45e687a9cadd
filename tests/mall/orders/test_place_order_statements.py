"""`place_order` costs at most 16 statements, for one line and for twenty (quality 5), on both engines."""

from collections import Counter

import pytest

from kernel import clock
from mall.carts.services import add_to_cart
from mall.orders import services
from mall.orders.options import PAY_WITHIN_MINUTES
from mall.orders.shapes import Basket, Checkout
from tests.factories.inventory import new_shelf
from tests.mall.orders.counting import counted

pytestmark = pytest.mark.django_db

MOST = 16
KINDS = Counter(
    {
        "select members_accounts_member": 1,
        "select mall_catalog_sku": 1,
        "select members_accounts_address": 1,
        "select mall_freight_freightarea": 1,
        "insert mall_orders_order": 1,
        "select mall_inventory_stockitem": 1,
        "insert mall_inventory_stockhold": 1,
        "update mall_inventory_stockitem": 1,
        "insert mall_inventory_stockmovement": 1,
        "insert mall_orders_orderline": 1,
        "insert mall_orders_orderadjustment": 1,
        "insert mall_orders_orderevent": 1,
        "insert kernel_outbox_storedfact": 1,
    }
)
CART = Counter({"select mall_carts_cartline": 1, "delete mall_carts_cartline": 1})


@pytest.fixture(autouse=True)
def _warm(home):
    PAY_WITHIN_MINUTES.get()


def place(member, **basket):
    with counted() as found:
        services.place_order(checkout=Checkout(Basket(member_id=member.pk, **basket)), at=clock.now())
    return found


@pytest.mark.parametrize("lines", [1, 20])
def test_lines_of_the_request(alice, lines):
    pieces = tuple((new_shelf(10).sku_id, 2) for _ in range(lines))

    found = place(alice, lines=pieces)

    # Free from 88 yuan: then there is no freight to explain.
    assert found.kinds() == (KINDS if lines == 1 else KINDS - Counter({"insert mall_orders_orderadjustment": 1}))
    assert len(found) <= MOST


@pytest.mark.parametrize("lines", [1, 20])
def test_lines_of_the_cart(alice, lines):
    for _ in range(lines):
        add_to_cart(member_id=alice.pk, sku_id=new_shelf(10).sku_id, quantity=1, at=clock.now())

    found = place(alice, from_cart=True)

    without_freight = Counter({"insert mall_orders_orderadjustment": 1}) if lines > 1 else Counter()
    assert found.kinds() == KINDS + CART - without_freight
    assert len(found) <= MOST


def test_the_last_pieces_of_all_lines_cost_one_more(alice):
    pieces = tuple((new_shelf(2).sku_id, 2) for _ in range(20))

    found = place(alice, lines=pieces)

    assert found.kinds()["insert kernel_outbox_storedfact"] == 2
    assert len(found) <= MOST
