"""The port `orders.offers`: what an offer is asked, when, and what it decides (rules 2.7, 4.4)."""

import pytest

from kernel import clock
from mall.catalog.services import ensure_service_sku
from mall.inventory.models import StockHold
from mall.orders import services
from mall.orders.models import Order
from mall.orders.ports import OfferChoice, forget_offer, get_offer, offer_kinds, register_offer
from mall.orders.shapes import Basket, Checkout
from tests.mall.orders.conftest import NOW
from tests.mall.orders.offering import FakeOffer, OfferUsedUp
from tests.mall.orders.steps import STELLA, history, money_back, refusal, stock_of

pytestmark = pytest.mark.django_db
CHOICE = OfferChoice(kind="flash_sale", choice={"item_id": 7})


@pytest.fixture
def sale():
    offer = FakeOffer()
    register_offer(offer)
    yield offer
    forget_offer(offer.kind)


def body(item, quantity=1, **more):
    lines = [{"sku_id": str(item.sku_id), "quantity": quantity}]
    return {"lines": lines, "offer": {"kind": "flash_sale", "item_id": "7"}, **more}


def test_a_quote_asks_for_the_price_and_locks_nothing(sale, alice, home, cup, phone):
    quote = phone(alice).post("quotes", body(cup, 2)).json()

    assert (quote["goods_fen"], quote["discount_fen"], quote["payable_fen"]) == (2000, 1400, 1800)
    assert quote["lines"][0]["adjustments"] == [
        {"lane": 1, "source": "flash_sale:7", "label": "限时秒杀", "amount_fen": -1400}
    ]
    assert sale.told == [("resolve", 7)]


@pytest.mark.rule("4.4")
def test_placing_locks_resolves_and_takes_before_the_stock(sale, till, alice, cup):
    order = till.place(alice, {cup: 2}, offer=CHOICE)

    assert sale.told == [("lock", cup.sku_id, 2), ("resolve", 7), ("take", order.pk)]
    assert (order.offer_kind, order.offer, order.payable_fen) == ("flash_sale", {"item_id": 7}, 1800)
    assert (order.expires_at - NOW).total_seconds() == 300
    assert order.lines.get().paid_fen == 600


def test_payment_confirms_it_and_the_order_goes_on(sale, till, alice, cup, facts):
    order = till.bought(alice, {cup: 1}, offer=CHOICE)

    assert sale.words()[-2:] == ["lock_for", "confirm"]
    assert (order.status, len(facts("order_confirmed"))) == ("to_ship", 1)


def test_a_group_that_is_forming_holds_the_paid_order_back(sale, till, alice, cup, facts):
    sale.waits = True

    order = till.bought(alice, {cup: 1}, offer=CHOICE)

    assert (order.status, order.payment_state, facts("order_confirmed")) == ("grouping", "paid", [])
    assert stock_of(cup) == (10, 1)


def test_cancelling_releases_it_with_the_stock(sale, till, alice, cup):
    order = till.place(alice, {cup: 1}, offer=CHOICE)

    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert sale.words().count("release") == 1
    assert sale.words()[-2:] == ["lock_for", "release"]
    assert stock_of(cup) == (10, 0)


def test_an_order_that_waits_for_a_group_can_be_refunded_whole(sale, till, alice, cup):
    sale.waits = True
    order = till.bought(alice, {cup: 2}, offer=CHOICE)

    till.refund(order, {order.lines.get().pk: 2})

    assert (history(order)[-1], money_back(order), stock_of(cup)) == ("closed", 1800, (10, 0))


def test_a_refused_offer_writes_nothing(sale, alice, home, cup, phone):
    sale.is_over = True

    assert refusal(phone(alice).post("orders", body(cup))) == (409, "offer_over")
    assert (Order.objects.count(), stock_of(cup), "take" in sale.words()) == (0, (10, 0), False)


@pytest.mark.rule("2.7")
def test_an_offer_order_has_one_line_and_is_never_from_the_cart(sale, alice, home, cup, pot, phone):
    mine = phone(alice)
    two = body(cup)
    two["lines"].append({"sku_id": str(pot.sku_id), "quantity": 1})
    mine.post("cart/lines", {"sku_id": str(cup.sku_id), "quantity": 1})
    from_cart = {"from_cart": True, "offer": {"kind": "flash_sale", "item_id": "7"}}

    for path in ("quotes", "orders"):
        assert refusal(mine.post(path, two)) == (422, "offer_takes_one_line")
        assert refusal(mine.post(path, from_cart)) == (422, "offer_takes_one_line")
    assert (Order.objects.count(), sale.told) == (0, [])


def test_an_offer_nobody_stands_behind_is_refused(alice, home, cup, phone):
    assert "flash_sale" not in offer_kinds()
    assert refusal(phone(alice).post("orders", body(cup))) == (422, "offer_unknown")


def test_a_registered_offer_is_found_by_its_kind(sale):
    assert (get_offer("flash_sale"), "flash_sale" in offer_kinds()) == (sale, True)


def test_without_an_offer_nobody_is_asked(sale, till, alice, cup):
    till.bought(alice, {cup: 1})

    assert sale.told == []


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_refund_tells_it_what_goes_back(sale, till, alice, cup, pieces):
    order = till.bought(alice, {cup: 2}, offer=CHOICE)

    refund = till.refund(order, {order.lines.get().pk: pieces})

    assert sale.told[-1] == ("refund", order.pk, pieces, 300 * pieces, f"order_refund:{refund.pk}")


def test_what_is_used_up_is_not_refunded(sale, till, alice, cup):
    order = till.bought(alice, {cup: 2}, offer=CHOICE)
    sale.is_used_up = True

    with pytest.raises(OfferUsedUp):
        till.refund(order, {order.lines.get().pk: 1})

    order.refresh_from_db()
    assert (order.refunded_fen, order.refunds.count(), money_back(order), stock_of(cup)) == (0, 0, 0, (10, 2))


def test_an_offer_may_let_less_go_back_than_was_paid(sale, till, alice, cup):
    order = till.bought(alice, {cup: 2}, offer=CHOICE)
    till.ship(order)
    sale.most_fen = 250
    line = order.lines.get()

    with pytest.raises(services.RefundTooLarge):
        till.refund(order, {line.pk: 2}, amounts_fen={line.pk: 251})
    till.refund(order, {line.pk: 2})

    assert (order.status, order.refunded_fen, order.payment_state) == ("closed", 250, "part_refunded")


@pytest.fixture
def plan(sale):
    """A year of membership, which no shelf holds."""
    sku_id = ensure_service_sku(code="plan-year", name="年度会员", price_fen=19900, at=clock.now())
    sale.unit_price_fen = 9900
    sale.terms = {"takes_wallet": False, "earns_rewards": False, "takes_points": False}
    return sku_id


def buy_plan(till, member, sku_id):
    basket = Basket(member_id=member.pk, lines=((sku_id, 1),), offer=CHOICE)
    return services.place_order(checkout=Checkout(basket), at=clock.now())


@pytest.mark.rule("2.7")
def test_a_service_is_sold_by_an_offer_and_delivered_when_it_is_paid(sale, till, alice, plan, facts):
    order = buy_plan(till, alice, plan)
    flags = (order.payable_fen, order.takes_wallet, order.earns_rewards, order.lines.get().is_stocked)

    till.pay(order)

    assert flags == (9900, False, False, False)
    assert (history(order), StockHold.objects.count()) == (["pending_payment", "to_ship", "received"], 0)
    assert (sale.words()[-1], len(facts("order_confirmed"))) == ("confirm", 1)


def test_a_delivered_service_is_refunded_by_its_offer(sale, till, alice, plan):
    order = till.pay(buy_plan(till, alice, plan))
    sale.most_fen = 4000

    till.refund(order, {order.lines.get().pk: 1})

    assert (order.status, order.refunded_fen, money_back(order)) == ("closed", 4000, 4000)


def test_an_unpaid_service_is_cancelled_like_anything_else(sale, till, alice, plan):
    order = buy_plan(till, alice, plan)

    done = services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert (done.status, sale.words()[-1]) == ("cancelled", "release")


@pytest.mark.rule("2.7")
def test_without_its_offer_a_service_is_not_sold(sale, alice, home, plan, phone):
    lines = {"lines": [{"sku_id": str(plan), "quantity": 1}]}

    assert refusal(phone(alice).post("orders", lines)) == (409, "sku_unavailable")
    assert refusal(phone(alice).post("cart/lines", lines["lines"][0])) == (409, "sku_unavailable")


@pytest.mark.rule("2.9")
def test_what_is_for_newcomers_goes_to_who_has_never_paid(sale, till, alice, cup, pot):
    till.bought(alice, {pot: 1})
    sale.terms = {"is_for_newcomers": True}

    with pytest.raises(services.NotNewcomer):
        till.place(alice, {cup: 1}, offer=CHOICE)

    assert (Order.objects.count(), stock_of(cup)) == (1, (10, 0))


@pytest.mark.rule("2.9")
def test_a_newcomer_has_one_unpaid_order_of_the_kind_at_a_time(sale, till, alice, cup):
    sale.terms = {"is_for_newcomers": True}
    first = till.place(alice, {cup: 1}, offer=CHOICE)

    with pytest.raises(services.NewcomerOrderOpen):
        till.place(alice, {cup: 1}, offer=CHOICE)
    services.cancel_order(order_id=first.pk, actor=STELLA, at=clock.now())
    second = till.bought(alice, {cup: 1}, offer=CHOICE)

    assert (first.is_for_newcomers, second.status) == (True, "to_ship")
    with pytest.raises(services.NotNewcomer):
        till.place(alice, {cup: 1}, offer=CHOICE)
