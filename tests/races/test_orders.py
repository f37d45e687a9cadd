"""One unit, one key, one refund, one parcel: whoever comes at the same moment (rules 3.2, 4.1, 5.6, 13.4)."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from kernel import clock
from kernel.errors import Conflict
from mall.freight.services import seed_default_template
from mall.fulfilment.invariants import CHECKS as PARCELS
from mall.fulfilment.models import Parcel
from mall.fulfilment.services import NewParcel, seed_carriers, ship_parcel
from mall.inventory.invariants import CHECKS as STOCK
from mall.inventory.models import StockItem
from mall.orders import services
from mall.orders.invariants import CHECKS as ORDERS
from mall.orders.models import Order, OrderLine, OrderRefund
from mall.orders.shapes import Basket, Checkout, RefundRequest
from mall.payments.gateways import GATEWAYS
from members.accounts.models import Member
from members.accounts.services import open_session
from tests.factories.accounts import AddressFactory, IdentityFactory
from tests.factories.inventory import new_shelf
from tests.mall.orders.steps import STELLA, Till
from tests.mall.payments.channel import FakeChannel
from tests.races.harness import ATTEMPTS, Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

_keys = count(1)


class AlreadyDone(Conflict):
    code = "already_done"


def buyer() -> Member:
    member: Member = IdentityFactory().member
    AddressFactory(member=member, is_default=True)
    return member


@pytest.fixture
def till(monkeypatch: pytest.MonkeyPatch) -> Till:
    channel = FakeChannel()
    monkeypatch.setitem(GATEWAYS, "wechat", lambda: channel)
    seed_default_template()
    seed_carriers()
    return Till(channel)


def nothing_is_broken() -> dict[str, list[str]]:
    checks = {title: list(check()) for title, check in (*ORDERS, *PARCELS, *STOCK)}
    return {title: rows for title, rows in checks.items() if rows}


@dataclass
class Counter64:
    """What 64 phones were told at the counter. `answers` counts (status, code)."""

    clients: list[APIClient]
    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    item: Any = None
    key: str = ""

    def buy(self, number: int, key: str) -> None:
        body = {"lines": [{"sku_id": str(self.item.sku_id), "quantity": 1}]}
        answer = self.clients[number].post("/api/v1/orders", body, format="json", headers={"Idempotency-Key": key})
        replayed = "replayed" if "Idempotent-Replayed" in answer.headers else ""
        self.answers[answer.status_code, answer.json().get("code", replayed)] += 1
        if answer.status_code != 201 or replayed:
            raise AlreadyDone


def client_of(member: Member) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {open_session(member=member, at=clock.now()).access}")
    return client


@pytest.mark.rule("3.2")
def test_a_naive_checkout_sells_one_unit_to_many(till):
    buyers = [buyer() for _ in range(ATTEMPTS)]

    def read_then_write(item: StockItem, number: int) -> None:
        with transaction.atomic():
            seen = StockItem.objects.get(pk=item.pk)
            if not seen.available:
                raise AlreadyDone
            pause()
            StockItem.objects.filter(pk=item.pk).update(held=seen.held + 1)
            Order.objects.create(
                number=f"{next(_keys):020}", member=buyers[number], goods_fen=1000, payable_fen=1000,
                placed_at=clock.now(), expires_at=clock.now(),
            )  # fmt: skip

    outcome = run(Race("64 buyers on one unit, naive", lambda: new_shelf(1), read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("3.2")
def test_64_buyers_on_one_unit_make_one_order(till):
    counter = Counter64([client_of(buyer()) for _ in range(ATTEMPTS)])

    def one_unit() -> Counter64:
        counter.item, counter.answers = new_shelf(1), Counter()
        return counter

    def one_order(scene: Counter64, allowed: int) -> None:
        scene.item.refresh_from_db()
        assert scene.answers == {(201, ""): 1, (409, "not_enough_stock"): 63}
        assert (allowed, scene.item.held) == (1, 1)
        assert OrderLine.objects.filter(sku_id=scene.item.sku_id).count() == 1

    race = Race(
        "64 buyers on one unit", one_unit, lambda scene, number: scene.buy(number, f"k-{next(_keys)}"), one_order
    )
    outcome = run(race)

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_is_broken() == {}


@pytest.mark.rule("13.4")
def test_a_naive_look_up_places_the_same_order_many_times(till):
    alice = buyer()

    def look_then_place(item: StockItem, _number: int) -> None:
        remark = f"key of {item.pk}"
        if Order.objects.filter(remark=remark).exists():
            raise AlreadyDone
        pause()
        basket = Basket(member_id=alice.pk, lines=((item.sku_id, 1),))
        services.place_order(checkout=Checkout(basket, remark=remark), at=clock.now())

    outcome = run(Race("idempotency key in flight, naive", lambda: new_shelf(1000), look_then_place), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("13.4")
def test_64_copies_of_one_request_make_one_order(till):
    counter = Counter64([client_of(buyer())] * ATTEMPTS)

    def one_key() -> Counter64:
        counter.item, counter.answers, counter.key = new_shelf(1000), Counter(), f"k-{next(_keys)}"
        return counter

    def one_order(scene: Counter64, allowed: int) -> None:
        scene.item.refresh_from_db()
        said = {(201, ""), (201, "replayed"), (409, "idempotency_key_in_flight")}
        assert (allowed, scene.item.held, scene.answers[201, ""]) == (1, 1, 1)
        assert set(scene.answers) <= said

    race = Race("idempotency key in flight", one_key, lambda scene, number: scene.buy(number, scene.key), one_order)
    outcome = run(race)

    assert (outcome.worst_round, outcome.best_round, Order.objects.count()) == (1, 1, 10)
    assert nothing_is_broken() == {}


@pytest.fixture
def paid(till: Till) -> Any:
    """Return a fresh order of one piece, paid."""
    alice = buyer()
    return lambda: till.bought(alice, {new_shelf(10): 1})


def refund_whole(order: Order) -> None:
    wanted = RefundRequest(order_id=order.pk, reason="不想要了", pieces={order.lines.get().pk: 1})
    services.refund_order(request=wanted, actor=STELLA, at=clock.now())


def ship_whole(order: Order, number: int) -> None:
    parcel = NewParcel(order_id=order.pk, carrier_code="sf", tracking_no=f"SF{order.pk:05}{number:05}")
    ship_parcel(parcel=parcel, actor=STELLA, at=clock.now())


@pytest.mark.rule("5.6")
def test_a_naive_door_refunds_an_order_many_times(paid):
    def read_then_write(order: Order, _number: int) -> None:
        seen = Order.objects.get(pk=order.pk)
        if seen.refunded_fen:
            raise AlreadyDone
        pause()
        OrderRefund.objects.create(
            number=f"{next(_keys):020}", order=order, amount_fen=seen.payable_fen, reason="", created_at=clock.now()
        )
        Order.objects.filter(pk=order.pk).update(refunded_fen=seen.payable_fen)

    outcome = run(Race("refund twice at the order's door, naive", paid, read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("5.6")
def test_an_order_is_refunded_once(paid):
    def refunded_once(order: Order, allowed: int) -> None:
        order.refresh_from_db()
        assert (allowed, order.status, order.refunded_fen, order.refunds.count()) == (1, "closed", 2000, 1)

    race = Race("refund twice at the order's door", paid, lambda order, _number: refund_whole(order), refunded_once)
    outcome = run(race)

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_is_broken() == {}


@pytest.mark.rule("5.6")
def test_a_naive_warehouse_ships_what_is_refunded(paid):
    def read_then_write(order: Order, number: int) -> None:
        line = order.lines.get()
        if not line.to_ship:
            raise AlreadyDone
        pause()
        with transaction.atomic():
            if number % 2:
                done[order.pk].add("shipped")
                OrderLine.objects.filter(pk=line.pk, dropped_quantity=0).update(shipped_quantity=1)
            else:
                done[order.pk].add("refunded")
                OrderLine.objects.filter(pk=line.pk, shipped_quantity=0).update(refunded_quantity=1, dropped_quantity=1)

    done: dict[int, set[str]] = {}

    def one_more() -> Order:
        order = paid()
        done[order.pk] = set()
        return order

    outcome = run(Race("ship against refund, naive", one_more, read_then_write), rounds=3)

    assert outcome.worst_round > 1
    assert {"shipped", "refunded"} in done.values()


@pytest.mark.rule("5.6")
def test_a_piece_is_shipped_or_stays_refunded_never_both_ways(paid):
    def ship_or_cancel(order: Order, number: int) -> None:
        if number % 2:
            ship_whole(order, number)
        else:
            services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    def one_way(order: Order, allowed: int) -> None:
        order.refresh_from_db()
        line, parcels = order.lines.get(), Parcel.objects.filter(order=order).count()
        seen = (order.status, order.refunded_fen, line.shipped_quantity, line.dropped_quantity, parcels)
        assert allowed == 1
        assert seen in [("shipped", 0, 1, 0, 1), ("closed", 2000, 0, 1, 0)]

    outcome = run(Race("ship against refund", paid, ship_or_cancel, one_way))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_is_broken() == {}
