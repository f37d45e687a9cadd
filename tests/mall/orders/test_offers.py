"""The port `orders.offers`: what an offer is asked, when, and what it decides (rules 2.7, 4.4)."""

import pytest

from kernel import clock
from mall.orders import services
from mall.orders.models import Order
from mall.orders.ports import OfferChoice, forget_offer, get_offer, offer_kinds, register_offer
from tests.mall.orders.conftest import NOW
from tests.mall.orders.offering import FakeOffer
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
    assert offer_kinds() == []
    assert refusal(phone(alice).post("orders", body(cup))) == (422, "offer_unknown")


def test_a_registered_offer_is_found_by_its_kind(sale):
    assert (get_offer("flash_sale"), offer_kinds()) == (sale, ["flash_sale"])


def test_without_an_offer_nobody_is_asked(sale, till, alice, cup):
    till.bought(alice, {cup: 1})

    assert sale.told == []
