"""An order is paid once, and a cancel and the money never both win (rules 4, 5.4)."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from mall.freight.services import seed_default_template
from mall.inventory import invariants as stock
from mall.inventory.models import StockItem
from mall.orders import invariants as sold
from mall.orders import services as orders
from mall.orders.models import Order
from mall.orders.services.paying import OrderAlreadyPaid
from mall.orders.shapes import Basket, Checkout
from mall.payments import invariants as money
from mall.payments import services as payments
from mall.payments.gateways import GATEWAYS
from mall.payments.models import Payment
from mall.payments.shapes import PayableOrder
from tests.factories.accounts import AddressFactory, IdentityFactory, hangzhou
from tests.factories.inventory import new_shelf
from tests.mall.payments.channel import FakeChannel
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@dataclass
class Scene:
    """An unpaid order, and the attempts to pay it that have gone through at the channel."""

    order: Order
    item: StockItem
    attempts: list[Payment]


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> FakeChannel:
    fake = FakeChannel()
    monkeypatch.setitem(GATEWAYS, "wechat", lambda: fake)
    return fake


@pytest.fixture
def unpaid(channel: FakeChannel) -> Any:
    hangzhou()
    seed_default_template()

    def prepare() -> Scene:
        item, member = new_shelf(10), IdentityFactory().member
        address = AddressFactory(member=member)
        basket = Basket(member_id=member.pk, lines=((item.sku_id, 2),), address_id=address.pk)
        order = orders.place_order(checkout=Checkout(basket=basket), at=clock.now())
        return Scene(order, item, [])

    return prepare


def pay_at_the_channel(scene: Scene, channel: FakeChannel) -> None:
    """Open an attempt and let the payer pay it; nobody has told the shop yet."""
    order = scene.order
    payable = PayableOrder(
        order_id=order.pk,
        number=order.number,
        member_id=order.member_id,
        amount_fen=order.payable_fen,
        description="青瓷杯",
        expires_at=order.expires_at,
        openid="openid-of-alice",
    )
    payment = payments.open_payment(order=payable, channel="wechat", at=clock.now())
    payments.ask_prepay(payment_id=payment.pk, at=clock.now())
    channel.pays(payment.number)
    scene.attempts.append(payment)


def tell(payment: Payment, channel: FakeChannel) -> None:
    """Do what the notification and its fact do."""
    at = clock.now()
    payments.settle(number=payment.number, evidence=channel.trades[payment.number], at=at)
    orders.confirm_payment(order_id=payment.order_id, payment_id=payment.pk, at=at)


def nothing_is_broken() -> list[str]:
    checks = [*money.CHECKS, *stock.CHECKS, *sold.CHECKS]
    return [sentence for _, check in checks for sentence in check()]


@pytest.mark.rule("5.4")
def test_a_naive_shop_takes_two_payments_for_one_order(unpaid):
    def read_then_write(scene: Scene, number: int) -> None:
        if Order.objects.get(pk=scene.order.pk).status != "pending_payment":
            raise OrderAlreadyPaid
        pause()
        Order.objects.filter(pk=scene.order.pk).update(status="to_ship", payment_state="paid")

    outcome = run(Race("double payment, naive", unpaid, read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("5.4")
def test_a_naive_shop_cancels_and_confirms_the_same_order(unpaid):
    def read_then_write(scene: Scene, number: int) -> None:
        if Order.objects.get(pk=scene.order.pk).status != "pending_payment":
            raise OrderAlreadyPaid
        pause()
        won[scene.order.pk].add("cancelled" if number % 2 else "to_ship")
        Order.objects.filter(pk=scene.order.pk).update(status="cancelled" if number % 2 else "to_ship")

    won: defaultdict[int, set[str]] = defaultdict(set)
    run(Race("cancel against notification, naive", unpaid, read_then_write), rounds=3)

    assert {"cancelled", "to_ship"} in won.values()


@pytest.mark.rule("5.4")
def test_an_order_paid_twice_is_paid_once_and_the_other_money_goes_back(channel, unpaid):
    def paid_twice() -> Scene:
        scene = unpaid()
        pay_at_the_channel(scene, channel)
        # The first attempt was given up before its money was known, so that a second one could be opened.
        Payment.objects.filter(pk=scene.attempts[0].pk).update(state="closed", ended_at=clock.now(), next_ask_at=None)
        pay_at_the_channel(scene, channel)
        return scene

    def one_is_told(scene: Scene, number: int) -> None:
        tell(scene.attempts[number % 2], channel)

    def paid_once(scene: Scene, allowed: int) -> None:
        order = Order.objects.get(pk=scene.order.pk)
        kept = Payment.objects.kept().filter(order_id=order.pk)
        excess = Payment.objects.filter(order_id=order.pk, excess_kind="double")
        assert (allowed, order.status, order.payment_state) == (64, "to_ship", "paid")
        assert [payment.received_fen for payment in kept] == [order.payable_fen]
        assert [payment.refunded_fen for payment in excess] == [order.payable_fen]

    run(Race("double payment", paid_twice, one_is_told, paid_once))

    assert nothing_is_broken() == []


@pytest.mark.rule("5.4")
def test_cancel_against_notification_leaves_no_money_and_no_piece_astray(channel, unpaid):
    def paid_but_untold() -> Scene:
        scene = unpaid()
        pay_at_the_channel(scene, channel)
        return scene

    def cancel_or_tell(scene: Scene, number: int) -> None:
        if number % 8 == 0:
            orders.cancel_order(
                order_id=scene.order.pk, actor=Actor.member(scene.order.member_id), at=clock.now(), note="不想要了"
            )
        else:
            tell(scene.attempts[0], channel)

    def money_follows_the_order(scene: Scene, _allowed: int) -> None:
        order, payment = Order.objects.get(pk=scene.order.pk), Payment.objects.get(pk=scene.attempts[0].pk)
        scene.item.refresh_from_db()
        owed = payment.received_fen - payment.refunded_fen
        assert payment.state == "succeeded"
        assert (order.status, owed, scene.item.held) in [("to_ship", order.payable_fen, 2), ("closed", 0, 0)]

    run(Race("cancel against notification", paid_but_untold, cancel_or_tell, money_follows_the_order))

    assert nothing_is_broken() == []


@pytest.mark.rule("5.4")
def test_cancel_against_late_notification_gives_all_back(channel, unpaid):
    """The channel closed the attempt, the order is being cancelled, and still its money turns up."""

    def closed_at_the_channel() -> Scene:
        scene = unpaid()
        pay_at_the_channel(scene, channel)
        number = scene.attempts[0].number
        paid = channel.trades[number]
        channel.trades[number] = replace(paid, outcome="open")
        payments.close_payment(payment_id=scene.attempts[0].pk, at=clock.now())
        channel.trades[number] = paid
        return scene

    def cancel_or_tell(scene: Scene, number: int) -> None:
        if number % 2:
            orders.cancel_order(order_id=scene.order.pk, actor=Actor.clock(), at=clock.now())
        else:
            tell(scene.attempts[0], channel)

    def all_is_back_or_sold(scene: Scene, _allowed: int) -> None:
        order, payment = Order.objects.get(pk=scene.order.pk), Payment.objects.get(pk=scene.attempts[0].pk)
        scene.item.refresh_from_db()
        seen = (order.status, payment.received_fen - payment.refunded_fen, scene.item.held)
        assert seen in [("to_ship", order.payable_fen, 2), ("closed", 0, 0), ("cancelled", 0, 0)]

    run(Race("cancel against late money", closed_at_the_channel, cancel_or_tell, all_is_back_or_sold))

    assert nothing_is_broken() == []
