"""Points of an order: held when placed, spent when paid, back as it is refunded (rules 2 lane 6, 8.7, 10.1)."""

import pytest

from kernel import clock
from kernel.options.services import set_option
from mall.orders import invariants, services
from mall.orders.models import Order
from mall.orders.ports import OfferChoice, forget_offer, get_offer, register_offer
from mall.payments.models import Payment, Refund
from members.points.models import Lot
from members.points.options import DEDUCT_CAP_BPS, DEDUCT_MAX_FEN
from members.points.services import NotEnoughPoints
from tests.factories.points import broken, figures, give
from tests.mall.orders.offering import FakeOffer
from tests.mall.orders.steps import STELLA, history, line_of, refusal, stock_of, wrong_fields

pytestmark = [pytest.mark.django_db, pytest.mark.rule("10.1")]
AS_MANY = {"points_wanted": None}


@pytest.fixture(autouse=True)
def _nothing_is_broken(db):
    yield
    assert [row for _, check in invariants.CHECKS for row in check()] + broken() == []


@pytest.fixture
def saver(alice):
    """Alice with 700 points."""
    give(alice.pk, 700)
    return alice


@pytest.fixture
def all_by_points(stella):
    """Points may pay for all of the goods."""
    set_option(name=DEDUCT_CAP_BPS.name, value=10_000, operator_id=stella.pk)


def has(member_id, *, main=0, held=0):
    """Tell whether a member has so many points; what orders earn is another room's business."""
    found = figures(member_id)
    assert (found["main"], found["held"]) == (main, held)
    return True


def body(item, quantity=1, **more):
    return {"lines": [{"sku_id": str(item.sku_id), "quantity": quantity}], **more}


def test_a_quote_says_what_points_could_do(saver, home, cup, phone):
    quote = phone(saver).post("quotes", body(cup)).json()

    assert quote["points"] == {"available": 700, "usable": 500, "used": 0, "saved_fen": 0}
    assert quote["hints"] == ["本单可用 500 积分抵扣"]


@pytest.mark.parametrize(
    ("use_points", "used"), [(True, 500), (False, 0), (0, 0), (123, 123), (500, 500), (10**9, 500)]
)
def test_a_quote_uses_as_many_as_wanted_and_allowed(saver, home, cup, phone, use_points, used):
    quote = phone(saver).post("quotes", body(cup, use_points=use_points)).json()

    assert quote["points"] == {"available": 700, "usable": 500, "used": used, "saved_fen": used}
    assert quote["payable_fen"] == 2000 - used
    assert [a["lane"] for a in quote["lines"][0]["adjustments"]] == ([6] if used else [])


@pytest.mark.parametrize("wrong", [-1, 1.5, "10", 10**9 + 1, [1]])
def test_no_number_of_points_is_refused(saver, home, cup, phone, wrong):
    answer = phone(saver).post("quotes", body(cup, use_points=wrong))

    assert (answer.status_code, list(wrong_fields(answer))) == (422, ["use_points"])


def test_a_placed_order_holds_them(till, saver, cup):
    order = till.place(saver, {cup: 1}, **AS_MANY)

    assert (order.points_used, order.payable_fen, order.discount_fen) == (500, 1500, 500)
    assert line_of(order, cup).points_used == 500
    assert has(saver.pk, main=700, held=500)


def test_the_limits_are_the_operators(till, saver, cup, all_by_points, stella):
    set_option(name=DEDUCT_MAX_FEN.name, value=300, operator_id=stella.pk)

    assert till.place(saver, {cup: 1}, **AS_MANY).points_used == 300


def test_what_one_order_holds_the_next_cannot_use(till, saver, cup, pot):
    till.place(saver, {cup: 1}, **AS_MANY)

    assert till.place(saver, {pot: 1}, **AS_MANY).points_used == 200
    assert has(saver.pk, main=700, held=700)


def test_paying_spends_them(till, saver, cup):
    till.bought(saver, {cup: 1}, **AS_MANY)

    assert has(saver.pk, main=200)


def test_cancelling_lets_them_go(till, saver, cup):
    order = till.place(saver, {cup: 1}, **AS_MANY)

    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert has(saver.pk, main=700)


@pytest.mark.rule("8.7")
def test_a_paid_order_that_is_cancelled_gives_them_back_with_the_end_they_had(till, saver, cup, phone):
    ends_at = Lot.objects.get().ends_at
    order = till.bought(saver, {cup: 1}, **AS_MANY)

    phone(saver).post(f"orders/{order.number}/cancel")

    assert has(saver.pk, main=700)
    assert list(Lot.objects.values_list("remaining", "ends_at")) == [(700, ends_at)]


@pytest.mark.rule("8.7")
def test_piece_by_piece_they_come_back_to_the_point(till, saver, cup):
    order = till.bought(saver, {cup: 3}, points_wanted=100)
    line = line_of(order, cup)

    back = [till.refund(order, {line.pk: 1}).points for _ in range(3)]

    line.refresh_from_db()
    assert (back, line.points_returned) == ([33, 33, 34], 100)
    assert has(saver.pk, main=700)


@pytest.mark.rule("8.7")
def test_an_amount_brings_its_share_and_the_last_fen_the_rest(till, saver, cup):
    order = till.bought(saver, {cup: 1}, points_wanted=100)
    till.ship(order)
    line = line_of(order, cup)

    back = [till.refund(order, {}, amounts_fen={line.pk: fen}).points for fen in (1, 299, 300, 300)]

    # 900 fen were paid: 1/900, then 300/900, 600/900, all of a hundred points.
    assert back == [0, 33, 33, 34]
    assert has(saver.pk, main=700)


@pytest.mark.rule("8.7")
def test_what_points_paid_wholly_comes_back_by_pieces(till, saver, voucher, all_by_points):
    give(saver.pk, 2300)
    order = till.place(saver, {voucher: 3}, **AS_MANY)

    back = [till.refund(order, {line_of(order, voucher).pk: 1}).points for _ in range(3)]

    assert (back, order.status, order.payment_state) == ([1000, 1000, 1000], "closed", "refunded")
    assert (Refund.objects.count(), has(saver.pk, main=3000)) == (0, True)


def test_an_order_that_points_pay_is_confirmed_when_it_is_placed(till, saver, voucher, facts, all_by_points):
    give(saver.pk, 300)

    order = till.place(saver, {voucher: 1}, **AS_MANY)

    assert (order.payable_fen, order.status, Payment.objects.count()) == (0, "received", 0)
    assert (len(facts("order_confirmed")), has(saver.pk)) == (1, True)


def test_a_changed_price_shows_the_quote_with_its_points(saver, home, cup, phone):
    answer = phone(saver).post("orders", body(cup, use_points=True, expected_payable_fen=2000))

    shown = answer.json()
    assert refusal(answer) == (409, "price_changed")
    assert (shown["quote"]["points"]["used"], shown["quote"]["payable_fen"]) == (500, 1500)
    assert (Order.objects.count(), has(saver.pk, main=700)) == (0, True)


@pytest.mark.rule("4.3")
@pytest.mark.parametrize("goods_fen", [500, 120, 0])
def test_an_operators_price_leaves_the_points_where_they_are(till, saver, cup, goods_fen):
    order = till.place(saver, {cup: 1}, **AS_MANY)

    services.change_price(order_id=order.pk, goods_fen=goods_fen, note="议价", actor=STELLA, at=clock.now())

    order.refresh_from_db()
    assert (order.payable_fen, line_of(order, cup).paid_fen, order.points_used) == (1000 + goods_fen, goods_fen, 500)
    assert has(saver.pk, main=700, held=500)


@pytest.mark.rule("4.3")
def test_an_operators_price_is_at_most_the_shelf_price_less_what_points_pay(till, saver, cup):
    order = till.place(saver, {cup: 1}, **AS_MANY)

    with pytest.raises(services.PriceOutOfRange):
        services.change_price(order_id=order.pk, goods_fen=501, note="加价", actor=STELLA, at=clock.now())


# Goods for points: the offer says how many.


@pytest.fixture
def for_points(saver):
    offer = FakeOffer(kind="for_points", unit_price_fen=100)
    offer.terms = {"points_due": 600, "takes_coupons": False, "takes_points": False, "earns_rewards": False}
    register_offer(offer)
    yield OfferChoice(kind="for_points")
    forget_offer("for_points")


@pytest.mark.rule("2.7")
def test_points_that_are_due_are_held_spent_and_given_back(till, saver, voucher, for_points):
    order = till.place(saver, {voucher: 2}, offer=for_points)
    held = has(saver.pk, main=700, held=600)
    till.pay(order)
    spent = has(saver.pk, main=100)

    back = [till.refund(order, {line_of(order, voucher).pk: 1}).points for _ in range(2)]

    assert (order.points_used, order.payable_fen, order.earns_rewards, held, spent) == (600, 200, False, True, True)
    assert (back, has(saver.pk, main=700), order.status) == ([300, 300], True, "closed")


@pytest.mark.rule("2.7")
def test_who_has_too_few_is_told_and_nothing_is_held(till, bob, voucher, for_points, phone):
    give(bob.pk, 599)
    wanted = body(voucher, 2, offer={"kind": "for_points"})

    quote = phone(bob).post("quotes", wanted).json()

    assert (quote["points"]["used"], quote["hints"]) == (600, ["积分不足，还差 1 积分"])
    assert refusal(phone(bob).post("orders", wanted)) == (409, "not_enough_points")
    with pytest.raises(NotEnoughPoints):
        till.place(bob, {voucher: 2}, offer=for_points)
    assert (Order.objects.count(), stock_of(voucher), has(bob.pk, main=599)) == (0, (10, 0), True)


def test_without_money_they_are_spent_at_once(till, saver, voucher, for_points):
    get_offer("for_points").unit_price_fen = 0  # type: ignore[attr-defined] # the fake has one

    order = till.place(saver, {voucher: 1}, offer=for_points)

    assert (history(order)[-1], has(saver.pk, main=100)) == ("received", True)
