"""What must hold of points and wallet in orders: each check names a planted violation."""

import pytest

from kernel import clock
from mall.orders import services
from mall.orders.invariants import points
from mall.orders.models import Order, OrderLine, OrderRefund
from mall.payments import invariants as money
from mall.payments.models import Payment, Refund
from members.ledger.models import Hold
from members.points.models import Spend
from members.wallet.models import Spending
from tests.factories.points import give
from tests.factories.wallet import topped_up
from tests.mall.orders.steps import STELLA, line_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(till, alice, cup):
    """Two cups with 300 points, paid from wallet and channel, one of them refunded."""
    give(alice.pk, 1000)
    topped_up(alice.pk, 700)
    order = till.pay_mixed(till.place(alice, {cup: 2}, points_wanted=300))
    till.refund(order, {line_of(order, cup).pk: 1})
    return order


@pytest.fixture
def unpaid(till, alice, order, pot):
    """One pot with 200 points, not paid."""
    return till.place(alice, {pot: 1}, points_wanted=200)


def said(check):
    """Return the one sentence a check has to say."""
    (sentence,) = check()
    return sentence


CHECKS = (
    points.points_are_sums_of_lines, points.orders_hold_their_points, money.wallet_payments_hold_their_money,
    money.wallet_parts_go_with_their_channel, money.payments_are_booked, money.refunds_are_booked,
)  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
def test_a_healthy_shop_has_nothing_to_say(order, unpaid, till, alice, cup, check):
    till.open(till.place(alice, {cup: 1}), use_wallet=True)
    services.cancel_order(order_id=till.place(alice, {cup: 1}, points_wanted=50).pk, actor=STELLA, at=clock.now())

    assert list(check()) == []


def test_an_order_that_uses_other_points_than_its_lines(order):
    Order.objects.update(points_used=299)

    assert list(points.points_are_sums_of_lines()) == [f"订单 {order.number}：使用 299 积分，商品行合计 300"]


def test_a_line_that_gave_back_other_points_than_its_refunds(order):
    OrderLine.objects.update(points_returned=151)

    assert said(points.points_are_sums_of_lines).endswith("用 300 积分，记退 151，退款合计 150")


def test_a_refund_with_other_points_than_its_lines(order):
    OrderRefund.objects.update(points=149)

    assert said(points.points_are_sums_of_lines).endswith("退 149 积分，商品行合计 150")


def test_an_unpaid_order_that_holds_too_little(order, unpaid):
    Hold.objects.filter(key=f"points:order:{unpaid.pk}").update(amount=199)

    assert list(points.orders_hold_their_points()) == [
        f"订单 {unpaid.number}：待付款，应冻结 200、应扣 0、应退 0 积分，实冻结 199、实扣 0、实退 0"
    ]


@pytest.mark.parametrize(("column", "seen"), [("points", "实扣 299、实退 150"), ("returned", "实扣 300、实退 299")])
def test_a_paid_order_that_spent_or_got_back_something_else(order, column, seen):
    Spend.objects.update(**{column: 299})

    assert said(points.orders_hold_their_points).endswith(seen)


def test_a_cancelled_order_that_still_holds(order, unpaid):
    Order.objects.filter(pk=unpaid.pk).update(status="cancelled")

    assert said(points.orders_hold_their_points).endswith("实冻结 200、实扣 0、实退 0")


def test_a_wallet_payment_of_another_amount_than_the_wallet_took(order):
    Spending.objects.update(principal_fen=699)

    assert said(money.wallet_payments_hold_their_money).endswith("已支付 700 分，余额中已扣款 699 分")


def test_a_wallet_payment_that_the_wallet_does_not_know(order):
    Payment.objects.filter(channel="wallet").update(number="20261121999999999999")

    assert said(money.wallet_payments_hold_their_money).endswith("余额中没有 0 分")


def test_a_wallet_part_that_outlives_its_channel(till, alice, order, cup):
    topped_up(alice.pk, 100)
    payment = till.open(till.place(alice, {cup: 1}), use_wallet=True)
    Payment.objects.filter(pk=payment.pk).update(state="closed")

    assert list(money.wallet_parts_go_with_their_channel()) == [
        f"付款单 {payment.wallet_part.number}：余额仍冻结，随同的付款已结束"
    ]


def test_money_that_was_kept_without_its_wallet_part(order):
    part = Payment.objects.get(channel="wallet")
    part_is_live = {"state": "pending", "received_fen": 0, "refunded_fen": 0, "succeeded_at": None, "kept_at": None}
    Payment.objects.filter(pk=part.pk).update(**part_is_live, transaction_id="")

    assert f"付款单 {part.beside.number}：订单已收款，余额部分未扣" in list(money.wallet_parts_go_with_their_channel())


def test_wallet_money_that_is_not_in_the_book(order):
    Payment.objects.filter(channel="wallet").update(received_fen=701)
    part = Refund.objects.get(payment__channel="wallet")
    Refund.objects.filter(pk=part.pk).update(amount_fen=part.amount_fen + 1)

    assert len(list(money.payments_are_booked())) == 1
    assert list(money.refunds_are_booked()) == [
        f"退款单 {part.number}：已退 {part.amount_fen + 1} 分，账上 {part.amount_fen} 分"
    ]
