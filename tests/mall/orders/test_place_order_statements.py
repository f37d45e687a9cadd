"""`place_order` costs at most 16 statements, with points at most 22, for one line and for twenty (quality 5)."""

from collections import Counter

import pytest

from kernel import clock
from mall.carts.services import add_to_cart
from mall.orders import services
from mall.orders.options import PAY_WITHIN_MINUTES
from mall.orders.shapes import Basket, Checkout
from members.points.options import DEDUCT_CAP_BPS, DEDUCT_MAX_FEN, POINTS_PER_FEN_BPS
from members.tiers.models import MemberTier, Tier
from tests.factories.inventory import new_shelf
from tests.factories.points import give
from tests.mall.orders.counting import counted

pytestmark = pytest.mark.django_db

MOST, MOST_WITH_POINTS = 16, 22
KINDS = Counter(
    {
        "select members_accounts_member": 1,
        "select mall_catalog_sku": 1,
        "select members_accounts_address": 1,
        "select members_tiers_tier": 1,
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
POINTS = Counter(
    {
        "select members_ledger_account": 2,
        "select members_ledger_hold": 1,
        "update members_ledger_account": 1,
        "insert members_ledger_hold": 1,
    }
)
CART = Counter({"select mall_carts_cartline": 1, "delete mall_carts_cartline": 1})


@pytest.fixture(autouse=True)
def _warm(home):
    for option in (PAY_WITHIN_MINUTES, DEDUCT_CAP_BPS, DEDUCT_MAX_FEN, POINTS_PER_FEN_BPS):
        option.get()


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


@pytest.mark.parametrize("lines", [1, 20])
def test_points_cost_a_few_more(alice, lines):
    give(alice.pk, 300)
    for _ in range(lines):
        add_to_cart(member_id=alice.pk, sku_id=new_shelf(10).sku_id, quantity=1, at=clock.now())

    found = place(alice, from_cart=True, points_wanted=None)

    assert found.kinds() == KINDS + CART + POINTS
    assert len(found) <= MOST_WITH_POINTS


def test_a_member_with_a_tier_and_a_card_costs_no_more(alice):
    tier = Tier.objects.create(code="gold", label="金卡", threshold=5000, discount_bps=9000, changed_at=clock.now())
    MemberTier.objects.create(member=alice, tier=tier, since_at=clock.now())

    found = place(alice, lines=((new_shelf(10).sku_id, 1),))

    assert found.kinds() == KINDS


def test_the_last_pieces_of_all_lines_cost_one_more(alice):
    pieces = tuple((new_shelf(2).sku_id, 2) for _ in range(20))

    found = place(alice, lines=pieces)

    assert found.kinds()["insert kernel_outbox_storedfact"] == 2
    assert len(found) <= MOST
