"""Points and wallet of one member in many orders at once, and a wallet part between cancel and payment (quality 2)."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import transaction

from kernel import clock
from kernel.audit.actors import Actor
from mall.inventory import invariants as stock
from mall.inventory.models import StockItem
from mall.orders import invariants as sold
from mall.orders import services as orders
from mall.orders.models import Order
from mall.orders.ports import OfferChoice, forget_offer, register_offer
from mall.orders.services import OrderAlreadyPaid
from mall.orders.shapes import Basket, Checkout
from mall.payments import invariants as money
from mall.payments import services as payments
from mall.payments.gateways import GATEWAYS
from mall.payments.models import Payment
from members.accounts.models import Member
from members.ledger import invariants as book
from members.ledger.models import Account
from members.points.services import NotEnoughPoints
from members.wallet.selectors import wallet_of
from members.wallet.services import NotEnoughWallet
from tests.factories.accounts import IdentityFactory
from tests.factories.orders import placed, virtual_shelf
from tests.factories.points import figures, give
from tests.factories.wallet import topped_up
from tests.mall.orders.offering import FakeOffer
from tests.mall.payments.channel import FakeChannel
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PRICE_FEN = 1000


@dataclass
class Scene:
    """A member, something without freight at ten yuan, and orders for it."""

    member: Member
    item: StockItem
    orders: list[Order] = field(default_factory=list)

    def place(self, **basket: Any) -> Order:
        wanted = Basket(member_id=self.member.pk, lines=((self.item.sku_id, 1),), **basket)
        return orders.place_order(checkout=Checkout(wanted), at=clock.now())


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> FakeChannel:
    fake = FakeChannel()
    fake.refund_outcome = "succeeded"
    monkeypatch.setitem(GATEWAYS, "wechat", lambda: fake)
    return fake


def nothing_is_broken() -> list[str]:
    checks = [*money.CHECKS, *stock.CHECKS, *sold.CHECKS, *book.CHECKS]
    return [sentence for _, check in checks for sentence in check()]


def with_points(points: int) -> Scene:
    scene = Scene(IdentityFactory().member, virtual_shelf())
    give(scene.member.pk, points)
    return scene


def with_wallet(fen: int, unpaid: int) -> Scene:
    scene = Scene(IdentityFactory().member, virtual_shelf())
    topped_up(scene.member.pk, fen)
    scene.orders = [placed(scene.member, scene.item) for _ in range(unpaid)]
    return scene


# The same points in many orders


@pytest.mark.rule("10.1")
def test_a_naive_shop_takes_the_same_points_in_many_orders() -> None:
    def read_then_write(scene: Scene, _number: int) -> None:
        with transaction.atomic():
            seen = Account.objects.get(owner_id=scene.member.pk, owner_kind="member", asset="points", bucket="main")
            if seen.balance - seen.held < 500:
                raise NotEnoughPoints
            pause()
            Account.objects.filter(pk=seen.pk).update(held=seen.held + 500)

    outcome = run(Race("points in two orders, naive", lambda: with_points(500), read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("10.1")
def test_points_that_are_due_are_held_by_one_order() -> None:
    def redeem(scene: Scene, _number: int) -> None:
        scene.place(offer=OfferChoice(kind="for_points"))

    def one_order_holds_them(scene: Scene, allowed: int) -> None:
        used = list(Order.objects.filter(member=scene.member).values_list("points_used", flat=True))
        has = figures(scene.member.pk)
        assert (allowed, used, has["main"], has["held"]) == (1, [500], 500, 500)

    register_offer(FakeOffer(kind="for_points", unit_price_fen=100, terms={"points_due": 500}))
    outcome = run(Race("points in two orders", lambda: with_points(500), redeem, one_order_holds_them))
    forget_offer("for_points")

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_is_broken() == []


@pytest.mark.rule("10.1")
def test_points_that_are_deducted_are_enough_for_what_was_deducted() -> None:
    def buy(scene: Scene, _number: int) -> None:
        scene.place(points_wanted=None)

    def together_no_more_than_there_are(scene: Scene, allowed: int) -> None:
        placed_orders = Order.objects.filter(member=scene.member)
        used = sorted(placed_orders.values_list("points_used", flat=True))
        assert (allowed, sum(used), used[-2:]) == (64, 700, [200, 500])
        assert figures(scene.member.pk)["held"] == 700
        assert sum(placed_orders.values_list("payable_fen", flat=True)) == 64 * PRICE_FEN - 700

    # Capped and never refused: every order is placed, the points go once around.
    run(Race("points deducted twice", lambda: with_points(700), buy, together_no_more_than_there_are))

    assert nothing_is_broken() == []


# The same wallet in many orders


@pytest.mark.rule("5.5")
def test_a_naive_shop_pays_many_orders_from_the_same_wallet() -> None:
    def read_then_write(scene: Scene, _number: int) -> None:
        with transaction.atomic():
            seen = Account.objects.get(
                owner_id=scene.member.pk, owner_kind="member", asset="wallet", bucket="principal"
            )
            if seen.balance < 2 * PRICE_FEN:
                raise NotEnoughWallet
            pause()
            Account.objects.filter(pk=seen.pk).update(balance=seen.balance - 2 * PRICE_FEN)

    outcome = run(Race("wallet in two orders, naive", lambda: with_wallet(2 * PRICE_FEN, 0), read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("5.5")
def test_the_wallet_pays_as_many_orders_as_it_can_each_once(channel: FakeChannel) -> None:
    def pay(scene: Scene, number: int) -> None:
        order = scene.orders[number % len(scene.orders)]
        started = orders.start_payment(order_id=order.pk, channel="wallet", at=clock.now())
        orders.finish_payment(started=started, at=clock.now())

    def two_are_paid(scene: Scene, allowed: int) -> None:
        paid = Order.objects.filter(member=scene.member, payment_state="paid").count()
        left = wallet_of(scene.member.pk)
        assert (allowed, paid, left.principal_fen, left.held_fen) == (2, 2, 500, 0)

    outcome = run(Race("wallet in two orders", lambda: with_wallet(2 * PRICE_FEN + 500, 8), pay, two_are_paid))

    assert (outcome.worst_round, outcome.best_round) == (2, 2)
    assert nothing_is_broken() == []


@pytest.mark.rule("5.5")
def test_what_one_attempt_holds_no_other_order_gets(channel: FakeChannel) -> None:
    def open_mixed(scene: Scene, number: int) -> None:
        order = scene.orders[number % len(scene.orders)]
        orders.start_payment(order_id=order.pk, channel="wechat", use_wallet=True, at=clock.now())

    def held_once(scene: Scene, _allowed: int) -> None:
        parts = Payment.objects.filter(member=scene.member, channel="wallet", state="pending")
        held = sum(parts.values_list("amount_fen", flat=True))
        assert (held, wallet_of(scene.member.pk).held_fen) == (600, 600)

    run(Race("wallet held twice", lambda: with_wallet(600, 4), open_mixed, held_once))

    assert nothing_is_broken() == []


# A wallet part between cancel and payment


@dataclass
class Mixed(Scene):
    """One order of ten yuan: four held in the wallet, six paid at the channel, nobody told yet."""

    payment: Payment | None = None


def mixed(channel: FakeChannel) -> Mixed:
    base = with_wallet(400, 1)
    started = orders.start_payment(order_id=base.orders[0].pk, channel="wechat", use_wallet=True, at=clock.now())
    orders.finish_payment(started=started, at=clock.now())
    assert started.payment is not None
    channel.pays(started.payment.number)
    return Mixed(base.member, base.item, base.orders, started.payment)


def tell(payment: Payment, channel: FakeChannel) -> None:
    """Do what the notification and its fact do."""
    payments.settle(number=payment.number, evidence=channel.trades[payment.number], at=clock.now())
    orders.confirm_payment(order_id=payment.order_id, payment_id=payment.pk, at=clock.now())


def cancel(scene: Mixed) -> None:
    actor = Actor.member(scene.member.pk)
    orders.cancel_order(order_id=scene.orders[0].pk, actor=actor, at=clock.now(), note="不想要了")


def stands(scene: Mixed) -> tuple[str, int, int, int]:
    """Return the order's state, what the shop keeps at the channel, and what the wallet has and holds."""
    payment = Payment.objects.get(pk=scene.payment.pk)  # type: ignore[union-attr] # the scene has one
    wallet = wallet_of(scene.member.pk)
    status = Order.objects.get(pk=scene.orders[0].pk).status
    return status, payment.received_fen - payment.refunded_fen, wallet.principal_fen, wallet.held_fen


@pytest.mark.rule("5.5")
def test_a_naive_shop_cancels_an_order_and_charges_the_wallet(channel: FakeChannel) -> None:
    ways: defaultdict[int, set[str]] = defaultdict(set)

    def read_then_write(scene: Mixed, number: int) -> None:
        order = Order.objects.get(pk=scene.orders[0].pk)
        if order.status != "pending_payment":
            raise OrderAlreadyPaid
        pause()
        Order.objects.filter(pk=order.pk).update(status="cancelled" if number % 2 else "to_ship")
        ways[order.pk].add("released" if number % 2 else "captured")

    run(Race("cancel against mixed payment, naive", lambda: mixed(channel), read_then_write), rounds=3)

    assert {"released", "captured"} in ways.values()


@pytest.mark.rule("5.5")
def test_cancel_against_confirmation_captures_or_releases_never_both(channel: FakeChannel) -> None:
    def cancel_or_tell(scene: Mixed, number: int) -> None:
        if number % 8 == 0:
            cancel(scene)
        else:
            tell(scene.payment, channel)  # type: ignore[arg-type] # the scene has one

    def wallet_follows_the_order(scene: Mixed, _allowed: int) -> None:
        # Virtual goods are delivered with the money: what is paid cannot be cancelled any more.
        assert stands(scene) == ("received", 600, 0, 0)

    run(Race("cancel against mixed payment", lambda: mixed(channel), cancel_or_tell, wallet_follows_the_order))

    assert nothing_is_broken() == []


@pytest.mark.rule("5.4")
def test_cancel_against_late_money_gives_wallet_and_channel_back(channel: FakeChannel) -> None:
    """The channel closed the attempt, which let the wallet's part go, and still its money turns up."""

    def closed_at_the_channel() -> Mixed:
        scene = mixed(channel)
        assert scene.payment is not None
        paid = channel.trades[scene.payment.number]
        channel.trades[scene.payment.number] = replace(paid, outcome="open")
        payments.close_payment(payment_id=scene.payment.pk, at=clock.now())
        channel.trades[scene.payment.number] = paid
        return scene

    def cancel_or_tell(scene: Mixed, number: int) -> None:
        if number % 2:
            cancel(scene)
        else:
            tell(scene.payment, channel)  # type: ignore[arg-type] # the scene has one

    def all_is_back(scene: Mixed, _allowed: int) -> None:
        assert stands(scene) == ("cancelled", 0, 400, 0)

    run(Race("cancel against late mixed money", closed_at_the_channel, cancel_or_tell, all_is_back))

    assert nothing_is_broken() == []
