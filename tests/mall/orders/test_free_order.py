"""An order with nothing to pay is confirmed without a channel, and its pieces can come back (rules 2.6)."""

import pytest

from mall.freight.models import FreightArea
from mall.orders.ports import OfferChoice, forget_offer, register_offer
from mall.payments.models import Payment, Refund
from tests.mall.orders.offering import FakeOffer
from tests.mall.orders.steps import history, line_of, refusal, stock_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("2.6")]
GIFT = OfferChoice(kind="gift", choice={"item_id": 7})


@pytest.fixture
def gift():
    offer = FakeOffer(kind="gift", unit_price_fen=0)
    register_offer(offer)
    yield offer
    forget_offer(offer.kind)


@pytest.fixture
def free_order(gift, till, alice, cup):
    """Two cups for nothing, sent for nothing."""
    FreightArea.objects.update(first_fen=0, step_fen=0)
    return till.place(alice, {cup: 2}, offer=GIFT)


def test_it_is_confirmed_when_it_is_placed(free_order, cup, facts):
    assert (free_order.payable_fen, free_order.status, free_order.payment_state) == (0, "to_ship", "paid")
    assert history(free_order) == ["pending_payment", "to_ship"]
    assert (len(facts("order_placed")), len(facts("order_confirmed"))) == (1, 1)
    assert (stock_of(cup), Payment.objects.count()) == ((10, 2), 0)


def test_no_payment_can_be_started(free_order, alice, phone):
    answer = phone(alice).post(f"orders/{free_order.number}/payments", {"channel": "wechat"})

    assert refusal(answer) == (409, "order_not_payable")


def test_one_of_two_pieces_back_leaves_the_other(free_order, till, cup, facts):
    refund = till.refund(free_order, {line_of(free_order, cup).pk: 1})

    assert (free_order.status, free_order.payment_state) == ("to_ship", "part_refunded")
    assert (refund.state, refund.amount_fen, Refund.objects.count()) == ("succeeded", 0, 0)
    assert (stock_of(cup), facts("order_refunded")[0]["quantity"]) == ((10, 1), 1)


@pytest.mark.rule("5.6")
def test_piece_by_piece_it_ends_refunded_without_a_refund_row(free_order, till, cup, facts):
    for _ in range(2):
        till.refund(free_order, {line_of(free_order, cup).pk: 1})

    assert (free_order.status, free_order.payment_state, Refund.objects.count()) == ("closed", "refunded", 0)
    assert (stock_of(cup), len(facts("order_refunded"))) == ((10, 0), 2)


def test_the_member_may_cancel_it(free_order, alice, phone, cup):
    answer = phone(alice).post(f"orders/{free_order.number}/cancel")

    assert (answer.json()["status"], answer.json()["payment_state"]) == ("closed", "refunded")
    assert stock_of(cup) == (10, 0)
