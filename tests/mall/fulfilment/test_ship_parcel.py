"""Parcels leave with pieces of order and stock in one transaction, and are read by their member."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.fulfilment.models import Carrier, Parcel
from mall.fulfilment.services import (
    CARRIERS,
    CarrierUnknown,
    NewParcel,
    ParcelAlreadyThere,
    TrackingNumberInvalid,
    correct_tracking,
    seed_carriers,
    ship_parcel,
)
from mall.inventory.models import StockMovement
from mall.orders import services
from mall.orders.selectors import OrderNotFound
from mall.orders.services import IllegalMove, NotThatMany
from tests.mall.orders.steps import STELLA, history, line_of, refusal, stock_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(till, alice, cup, pot):
    """Two cups and a pot, paid."""
    return till.bought(alice, {cup: 2, pot: 1})


def ship(order, pieces=None, *, carrier_code="sf", tracking_no="SF1234567890"):
    parcel = NewParcel(order_id=order.pk, carrier_code=carrier_code, tracking_no=tracking_no, pieces=pieces)
    sent = ship_parcel(parcel=parcel, actor=STELLA, at=clock.now())
    order.refresh_from_db()
    return sent


def test_everything_in_one_parcel(order, cup, pot):
    parcel = ship(order, tracking_no=" sf1234567890 ")

    assert (order.status, order.fulfilment_state) == ("shipped", "all")
    assert parcel.tracking_no == "SF1234567890"
    assert sorted(parcel.lines.values_list("quantity", flat=True)) == [1, 2]
    assert (stock_of(cup), stock_of(pot)) == ((8, 0), (9, 0))
    assert StockMovement.objects.filter(kind="ship", reference=order.number).count() == 2
    assert order.events.get(after="shipped").actor_kind == "operator"
    told = StoredFact.objects.get(name="mall.fulfilment.parcel_shipped")
    assert told.payload == {"order_id": order.pk, "parcel_id": parcel.pk}


def test_several_parcels_and_the_last_one_moves_the_order(order, cup, pot):
    cups = line_of(order, cup).pk
    ship(order, {cups: 1})
    assert (order.status, order.fulfilment_state, order.shipped_at) == ("to_ship", "partial", None)

    with clock.at(clock.now() + timedelta(days=1)):
        ship(order, {cups: 1, line_of(order, pot).pk: 1}, tracking_no="SF1234567891")
        assert order.shipped_at == clock.now()
        assert order.receive_due_at == clock.now() + timedelta(days=10)
    assert (order.status, history(order).count("shipped")) == ("shipped", 1)


def test_what_was_refunded_stays_here(order, till, cup, pot):
    till.refund(order, {line_of(order, cup).pk: 2})

    parcel = ship(order)

    assert list(parcel.lines.values_list("line", flat=True)) == [line_of(order, pot).pk]
    assert (order.status, stock_of(cup)) == ("shipped", (10, 0))


@pytest.mark.parametrize("count", [3, 0, -1])
def test_more_or_less_than_is_left_is_refused(order, cup, count):
    with pytest.raises(NotThatMany):
        ship(order, {line_of(order, cup).pk: count})

    assert (Parcel.objects.count(), stock_of(cup), order.lines.filter(shipped_quantity__gt=0).count()) == (
        0,
        (10, 2),
        0,
    )


def test_a_line_of_another_order_is_refused(order, till, alice, cup):
    other = till.bought(alice, {cup: 1})

    with pytest.raises(NotThatMany):
        ship(order, {other.lines.get().pk: 1})


def test_an_empty_parcel_is_refused(order):
    with pytest.raises(NotThatMany):
        ship(order, {})


def test_only_paid_orders_are_shipped(till, alice, cup):
    order = till.place(alice, {cup: 1})

    with pytest.raises(IllegalMove):
        ship(order)

    assert (Parcel.objects.count(), stock_of(cup)) == (0, (10, 1))


def test_nothing_is_shipped_after_a_cancel(order):
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    with pytest.raises(IllegalMove):
        ship(order)


def test_no_order_no_parcel(till):
    parcel = NewParcel(order_id=999999, carrier_code="sf", tracking_no="SF1234567890")

    with pytest.raises(OrderNotFound):
        ship_parcel(parcel=parcel, actor=STELLA, at=clock.now())


@pytest.mark.parametrize("number", ["", "12345", "顺丰一二三四五六", "SF 123456", "x" * 41, "SF1234567890\n1"])
def test_a_number_no_courier_has_is_refused(order, number):
    with pytest.raises(TrackingNumberInvalid):
        ship(order, tracking_no=number)


@pytest.mark.parametrize("code", ["", "pigeon", "zto"])
def test_a_courier_we_do_not_work_with_is_refused(order, code):
    Carrier.objects.filter(code="zto").update(is_active=False)

    with pytest.raises(CarrierUnknown):
        ship(order, carrier_code=code)


def test_the_same_number_twice_is_refused(order, cup):
    cups = line_of(order, cup).pk
    ship(order, {cups: 1})

    with pytest.raises(ParcelAlreadyThere):
        ship(order, {cups: 1}, tracking_no="sf1234567890")

    assert (Parcel.objects.count(), stock_of(cup)) == (1, (9, 1))


def test_two_orders_may_share_a_parcels_number(order, till, alice, cup):
    ship(order)

    assert ship(till.bought(alice, {cup: 1})).tracking_no == "SF1234567890"


def test_a_wrong_number_is_corrected_and_the_timeline_says_so(order):
    parcel = ship(order)

    correct_tracking(parcel_id=parcel.pk, carrier_code="zto", tracking_no="zt0000000001", actor=STELLA, at=clock.now())

    parcel.refresh_from_db()
    assert (parcel.carrier.code, parcel.tracking_no) == ("zto", "ZT0000000001")
    note = order.events.get(kind="tracking_corrected").note
    assert note == "运单 顺丰速运 SF1234567890 改为 中通快递 ZT0000000001"


def test_a_number_is_not_corrected_to_one_that_is_there(order, cup):
    cups = line_of(order, cup).pk
    ship(order, {cups: 1})
    second = ship(order, {cups: 1}, tracking_no="SF1234567891")

    with pytest.raises(ParcelAlreadyThere):
        correct_tracking(
            parcel_id=second.pk, carrier_code="sf", tracking_no="SF1234567890", actor=STELLA, at=clock.now()
        )


def test_seeding_couriers_twice_is_once_and_keeps_changes(till):
    Carrier.objects.filter(code="sf").update(name="顺丰", is_active=False)

    seed_carriers()

    assert Carrier.objects.count() == len(CARRIERS)
    assert Carrier.objects.values_list("name", "is_active").get(code="sf") == ("顺丰", False)


def url(order):
    return f"orders/{order.number}/parcels"


def test_the_member_follows_the_parcels(order, alice, cup, pot, phone):
    parcel = ship(order)

    assert phone(alice).get(url(order)).json() == {
        "results": [
            {
                "id": str(parcel.pk),
                "carrier": "顺丰速运",
                "carrier_code": "sf",
                "tracking_no": "SF1234567890",
                "shipped_at": "2026-11-21T12:00:00+08:00",
                "lines": [
                    {"line_id": str(line_of(order, cup).pk), "quantity": 2},
                    {"line_id": str(line_of(order, pot).pk), "quantity": 1},
                ],
            }
        ]
    }


def test_before_the_first_parcel_there_are_none(order, alice, phone):
    assert phone(alice).get(url(order)).json() == {"results": []}


def test_strangers_and_others_follow_nothing(order, carol, phone, stranger):
    ship(order)

    assert refusal(stranger.get(url(order))) == (401, "not_signed_in")
    assert refusal(phone(carol).get(url(order))) == (404, "order_not_found")
