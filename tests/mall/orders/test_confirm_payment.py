"""Money arrives: the order goes on; what it cannot take goes back whole and is shown (rules 4.2, 5.4, 5.6)."""

import pytest

from kernel import clock
from kernel.outbox.subscriptions import table
from mall.orders import services
from mall.payments.models import Payment, PaymentException, Refund
from mall.payments.selectors import kept_payments
from members.accounts.models import Member
from tests.mall.orders.steps import STELLA, history, money_back, stock_of

pytestmark = pytest.mark.django_db


def excess():
    return list(Refund.objects.filter(kind="excess").values_list("amount_fen", "payment__excess_kind"))


def queue():
    return list(PaymentException.objects.filter(state="open").values_list("kind", flat=True))


def test_the_exact_amount_lets_the_order_go_on(till, alice, cup, facts):
    order = till.bought(alice, {cup: 2})

    assert (order.status, order.payment_state, Payment.objects.get().kept_at) == ("to_ship", "paid", clock.now())
    assert history(order) == ["pending_payment", "to_ship"]
    assert facts("order_confirmed") == [{"order_id": order.pk, "member_id": alice.pk}]
    assert Member.objects.get(pk=alice.pk).first_paid_at == order.paid_at == clock.now()
    assert (stock_of(cup), excess()) == ((10, 2), [])


def test_the_same_payment_twice_is_once(till, alice, cup, facts):
    order = till.bought(alice, {cup: 1})

    services.confirm_payment(order_id=order.pk, payment_id=Payment.objects.get().pk, at=clock.now())

    assert (len(facts("order_confirmed")), excess(), history(order)) == (1, [], ["pending_payment", "to_ship"])


@pytest.mark.rule("5.4")
def test_late_money_goes_back_whole_and_is_shown(till, alice, cup, facts):
    order = till.place(alice, {cup: 1})
    payment = till.open(order)
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    till.arrive(payment)

    order.refresh_from_db()
    assert (order.status, order.payment_state, order.refunded_fen) == ("cancelled", "unpaid", 0)
    assert (excess(), queue()) == ([(2000, "late")], ["late"])
    assert (facts("order_confirmed"), stock_of(cup)) == ([], (10, 0))


@pytest.mark.rule("5.4")
def test_of_two_payments_one_is_kept_and_the_other_goes_back(till, alice, cup, facts):
    order = till.place(alice, {cup: 1})
    first = till.open(order)
    services.change_price(order_id=order.pk, goods_fen=1000, note="重新发起", actor=STELLA, at=clock.now())
    order = till.pay(order)

    till.arrive(first)

    order.refresh_from_db()
    kept = [payment.pk for payment in kept_payments(order_id=order.pk)]
    assert (order.status, order.payment_state, len(kept), first.pk in kept) == ("to_ship", "paid", 1, False)
    assert (excess(), queue(), len(facts("order_confirmed"))) == ([(2000, "double")], ["double"], 1)


@pytest.mark.rule("5.4")
@pytest.mark.parametrize("arrived", [1999, 2001, 1])
def test_a_wrong_amount_goes_back_and_the_order_still_waits(till, alice, cup, facts, arrived):
    order = till.place(alice, {cup: 1})

    till.arrive(till.open(order), amount_fen=arrived)

    order.refresh_from_db()
    assert (order.status, order.payment_state) == ("pending_payment", "unpaid")
    assert (excess(), queue()) == ([(arrived, "wrong_amount")], ["wrong_amount"])
    assert (facts("order_confirmed"), stock_of(cup)) == ([], (10, 1))


def test_the_price_of_before_is_a_wrong_amount_now(till, alice, cup):
    order = till.place(alice, {cup: 1})
    old = till.open(order)
    services.change_price(order_id=order.pk, goods_fen=900, note="老客户", actor=STELLA, at=clock.now())

    till.arrive(old)

    order.refresh_from_db()
    assert (order.status, excess()) == ("pending_payment", [(2000, "wrong_amount")])


def test_after_a_wrong_amount_the_right_one_is_taken(till, alice, cup):
    order = till.place(alice, {cup: 1})
    till.arrive(till.open(order), amount_fen=1)

    order = till.pay(order)

    assert (order.status, excess()) == ("to_ship", [(1, "wrong_amount")])


def test_money_for_an_order_that_became_free_is_late(till, alice, voucher):
    order = till.place(alice, {voucher: 1})
    payment = till.open(order)
    services.change_price(order_id=order.pk, goods_fen=0, note="赠送", actor=STELLA, at=clock.now())

    till.arrive(payment)

    order.refresh_from_db()
    assert (order.status, order.payment_state, excess()) == ("received", "paid", [(1000, "late")])


def test_money_for_a_refunded_order_is_a_second_payment(till, alice, cup):
    order = till.place(alice, {cup: 1})
    first = till.open(order)
    services.change_price(order_id=order.pk, goods_fen=1000, note="重新发起", actor=STELLA, at=clock.now())
    order = till.pay(order)
    till.refund(order, {order.lines.get().pk: 1})

    till.arrive(first)

    order.refresh_from_db()
    assert (order.status, order.refunded_fen, money_back(order)) == ("closed", 2000, 4000)
    assert excess() == [(2000, "double")]


@pytest.mark.rule("4.2")
def test_rooms_above_hear_order_facts_only():
    heard = {
        subscription.handler.__module__
        for fact, reacting in table().items()
        if fact.startswith("mall.payments.")
        for subscription in reacting
    }

    assert heard == {"mall.payments.handlers", "mall.orders.handlers"}
