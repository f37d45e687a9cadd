"""Couriers and parcels in the admin."""

import pytest
from django.test import Client

from kernel import clock
from mall.fulfilment.models import Carrier, Parcel
from mall.fulfilment.services import NewParcel, seed_carriers, ship_parcel
from tests.mall.orders.steps import STELLA

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(stella):
    client = Client()
    client.force_login(stella)
    return client


@pytest.fixture
def parcel(till, alice, cup):
    seed_carriers()
    order = till.bought(alice, {cup: 1})
    sent = NewParcel(order_id=order.pk, carrier_code="sf", tracking_no="SF1234567890")
    return ship_parcel(parcel=sent, actor=STELLA, at=clock.now())


def test_a_tracking_number_is_corrected_and_the_order_remembers_it(desk, parcel):
    path = f"/admin/mall_fulfilment/parcel/{parcel.pk}/correct/"

    answer = desk.post(path, {"carrier": "yto", "tracking_no": "yt7654321"}, follow=True)

    assert answer.status_code == 200
    changed = Parcel.objects.get(pk=parcel.pk)
    assert (changed.carrier.code, changed.tracking_no) == ("yto", "YT7654321")
    assert parcel.order.events.filter(kind="tracking_corrected").count() == 1


def test_a_bad_number_is_refused_in_chinese_and_changes_nothing(desk, parcel):
    path = f"/admin/mall_fulfilment/parcel/{parcel.pk}/correct/"

    answer = desk.post(path, {"carrier": "yto", "tracking_no": "运单号一二三四"})

    assert "运单号须为" in answer.content.decode()
    assert Parcel.objects.get(pk=parcel.pk).tracking_no == "SF1234567890"


def test_parcels_are_found_by_their_number(desk, parcel):
    found = desk.get("/admin/mall_fulfilment/parcel/", {"q": "SF1234567890"}).content.decode()

    assert parcel.order.number in found


def test_a_courier_is_switched_off_but_never_deleted(desk, parcel):
    carrier = Carrier.objects.get(code="sf")

    page = desk.get(f"/admin/mall_fulfilment/carrier/{carrier.pk}/change/")

    assert page.status_code == 200
    assert desk.post(f"/admin/mall_fulfilment/carrier/{carrier.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Carrier.objects.filter(code="sf").exists()
