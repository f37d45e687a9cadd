"""Virtual goods: no parcel, straight to received; mixed orders follow their physical lines (rules 4)."""

from datetime import timedelta

import pytest

from mall.inventory.models import StockMovement
from mall.orders.services import NotThatMany
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import history, line_of, stock_of

pytestmark = pytest.mark.django_db


def test_a_paid_virtual_order_is_received_at_once(till, alice, voucher, facts):
    order = till.bought(alice, {voucher: 2})

    assert history(order) == ["pending_payment", "to_ship", "received"]
    assert (order.fulfilment_state, order.received_at, order.complete_due_at) == ("all", NOW, NOW + timedelta(days=7))
    assert (stock_of(voucher), StockMovement.objects.filter(kind="ship").count()) == ((8, 0), 1)
    assert len(facts("order_confirmed")) == 1


def test_it_needs_no_address(till, bob, voucher):
    order = till.place(bob, {voucher: 1})

    assert (order.receiver_name, order.region_code, order.payable_fen) == ("", "", 1000)


def test_no_address_is_kept_for_what_is_not_sent(till, alice, voucher):
    assert till.place(alice, {voucher: 1}).receiver_phone_cipher == ""


def test_a_mixed_order_waits_for_its_parcel(till, alice, cup, voucher):
    order = till.bought(alice, {cup: 1, voucher: 1})

    assert (order.status, order.fulfilment_state) == ("to_ship", "none")
    assert (stock_of(cup), stock_of(voucher)) == ((10, 1), (10, 1))


def test_with_the_last_parcel_the_virtual_pieces_go_too(till, alice, cup, voucher):
    order = till.shipped(alice, {cup: 2, voucher: 1})

    assert (order.status, order.fulfilment_state) == ("shipped", "all")
    assert (stock_of(cup), stock_of(voucher)) == ((8, 0), (9, 0))
    assert [line.shipped_quantity for line in order.lines.all()] == [2, 1]


def test_a_part_of_the_parcels_takes_nothing_virtual(till, alice, cup, voucher):
    order = till.bought(alice, {cup: 2, voucher: 1})

    till.ship(order, {line_of(order, cup).pk: 1})

    assert (order.status, order.fulfilment_state, stock_of(voucher)) == ("to_ship", "partial", (10, 1))


def test_when_only_virtual_pieces_are_left_the_order_is_received(till, alice, cup, voucher):
    order = till.bought(alice, {cup: 2, voucher: 1})

    till.refund(order, {line_of(order, cup).pk: 2})

    assert (order.status, order.payment_state) == ("received", "part_refunded")
    assert (stock_of(cup), stock_of(voucher)) == ((10, 0), (9, 0))


def test_a_parcel_holds_nothing_virtual(till, alice, cup, voucher):
    order = till.bought(alice, {cup: 1, voucher: 1})

    with pytest.raises(NotThatMany):
        till.ship(order, {line_of(order, voucher).pk: 1})

    assert (stock_of(voucher), order.parcels.count()) == ((10, 1), 0)
