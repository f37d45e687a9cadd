"""assert_num_queries for reads: as many for 1 as for 20 and 100 (orders list and detail, quote, cart, parcels)."""

import pytest

from kernel import clock
from mall.carts.models import CartLine
from mall.fulfilment.models import Carrier, Parcel, ParcelLine
from mall.orders.models import Order, OrderAdjustment, OrderEvent, OrderLine
from tests.factories.inventory import new_shelf
from tests.mall.orders.counting import counted

pytestmark = pytest.mark.django_db
SIZES = (1, 20, 100)


def many_orders(member, item, count):
    """Write orders with everything a page shows, without the services: a hundred are needed at once."""
    carrier = Carrier.objects.get(code="sf")
    start = Order.objects.count()
    for number in range(start, count):
        order = Order.objects.create(
            number=f"2026112100000000{number:04}", member=member, goods_fen=1000, payable_fen=1000,
            placed_at=clock.now(), expires_at=clock.now(),
        )  # fmt: skip
        line = OrderLine.objects.create(
            order=order, sku_id=item.sku_id, product_id=1, name="青瓷杯", quantity=1, unit_price_fen=1000, paid_fen=1000
        )
        OrderAdjustment.objects.create(order=order, lane=5, source="freight:1", label="运费", amount_fen=0)
        OrderAdjustment.objects.create(order=order, line=line, lane=1, source="vip", label="会员价", amount_fen=0)
        OrderEvent.objects.create(
            order=order, kind="placed", after="pending_payment", actor_kind="member", at=clock.now()
        )
        parcel = Parcel.objects.create(
            order=order, carrier=carrier, tracking_no=f"SF{number:010}", shipped_at=clock.now()
        )
        ParcelLine.objects.create(parcel=parcel, line=line, quantity=1)


def counts(call, prepare):
    """Return the number of statements for each size."""
    found = []
    call()
    for size in SIZES:
        prepare(size)
        with counted() as statements:
            assert call().status_code == 200
        found.append(len(statements))
    return found


def test_orders_list(till, alice, cup, phone):
    mine = phone(alice)

    found = counts(lambda: mine.get("orders?limit=100"), lambda size: many_orders(alice, cup, size))

    assert len(mine.get("orders?limit=100").json()["results"]) == 100
    assert len(set(found)) == 1, found


def test_order_detail(till, alice, cup, phone):
    many_orders(alice, cup, 1)
    order, mine = Order.objects.get(), phone(alice)

    def lines(size):
        for _ in range(order.lines.count(), size):
            line = OrderLine.objects.create(
                order=order,
                sku_id=new_shelf(1).sku_id,
                product_id=1,
                name="杯",
                quantity=1,
                unit_price_fen=1,
                paid_fen=1,
            )
            OrderAdjustment.objects.create(order=order, line=line, lane=1, source="vip", label="会员价", amount_fen=0)

    found = counts(lambda: mine.get(f"orders/{order.number}"), lines)

    assert len(set(found)) == 1, found


def test_parcels_list(till, alice, cup, phone):
    many_orders(alice, cup, 1)
    order, mine = Order.objects.get(), phone(alice)

    def parcels(size):
        for number in range(order.parcels.count(), size):
            parcel = Parcel.objects.create(
                order=order,
                carrier=Carrier.objects.all()[number % 9],
                tracking_no=f"X{number:09}",
                shipped_at=clock.now(),
            )
            ParcelLine.objects.create(parcel=parcel, line=order.lines.get(), quantity=1)

    found = counts(lambda: mine.get(f"orders/{order.number}/parcels"), parcels)

    assert len(mine.get(f"orders/{order.number}/parcels").json()["results"]) == 100
    assert len(set(found)) == 1, found


def test_quote(home, alice, phone):
    mine, skus = phone(alice), []

    def shelves(size):
        skus.extend(new_shelf(1).sku_id for _ in range(len(skus), size))

    shelves(1)
    found = counts(
        lambda: mine.post("quotes", {"lines": [{"sku_id": str(sku_id), "quantity": 1} for sku_id in skus]}), shelves
    )

    assert len(set(found)) == 1, found


def test_cart(home, alice, phone):
    mine = phone(alice)

    def fill(size):
        for _ in range(CartLine.objects.count(), size):
            CartLine.objects.create(member=alice, sku_id=new_shelf(1).sku_id, quantity=1, added_at=clock.now())

    found = counts(lambda: mine.get("cart"), fill)

    assert len(mine.get("cart").json()["lines"]) == 100
    assert len(set(found)) == 1, found


def test_buying_again(till, alice, cup, phone):
    many_orders(alice, cup, 1)
    order, mine = Order.objects.get(), phone(alice)

    def lines(size):
        CartLine.objects.all().delete()
        for _ in range(order.lines.count(), size):
            OrderLine.objects.create(
                order=order,
                sku_id=new_shelf(1).sku_id,
                product_id=1,
                name="杯",
                quantity=1,
                unit_price_fen=1,
                paid_fen=1,
            )

    found = counts(lambda: mine.post(f"orders/{order.number}/buy-again"), lines)

    assert CartLine.objects.count() == 100
    assert len(set(found)) == 1, found
