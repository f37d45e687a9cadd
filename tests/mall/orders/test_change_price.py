"""The operator's price change before payment: through the gate of a cancel (rules 4.3)."""

import pytest

from kernel import clock
from mall.orders import services
from mall.orders.services import IllegalMove, PaymentOpen, PriceOutOfRange
from mall.payments.gateways import ChannelUnavailable
from mall.payments.models import Payment
from mall.payments.selectors import kept_payments
from tests.mall.orders.steps import STELLA, history, stock_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("4.3")]


def change(order, goods_fen):
    return services.change_price(order_id=order.pk, goods_fen=goods_fen, note="老客户", actor=STELLA, at=clock.now())


def test_the_new_price_is_split_over_the_lines(till, alice, cup, pot):
    order = till.place(alice, {cup: 2, pot: 1})

    change(order, 1000)

    order.refresh_from_db()
    assert (order.goods_fen, order.discount_fen, order.freight_fen, order.payable_fen) == (3000, 2000, 1200, 2200)
    assert [line.paid_fen for line in order.lines.all()] == [667, 333]
    assert list(order.adjustments.filter(lane=7).values_list("amount_fen", "source")) == [
        (-1333, "operator:1"),
        (-667, "operator:1"),
    ]
    assert order.events.get(kind="repriced").note == "应付 42.00 改为 22.00：老客户"


def test_a_second_change_counts_from_the_shelf_and_is_explained(till, alice, cup, pot):
    order = till.place(alice, {cup: 2, pot: 1})
    change(order, 1)

    change(order, 2999)

    order.refresh_from_db()
    for line in order.lines.all():
        adjusted = sum(line.adjustments.values_list("amount_fen", flat=True))
        assert line.unit_price_fen * line.quantity + adjusted == line.paid_fen
    assert (order.payable_fen, sum(order.lines.values_list("paid_fen", flat=True))) == (4199, 2999)


def test_the_member_pays_the_new_price(till, alice, cup):
    order = till.place(alice, {cup: 1})
    change(order, 900)

    order = till.pay(order)

    assert (order.status, Payment.objects.get().amount_fen) == ("to_ship", 1900)


def test_an_open_payment_is_closed_first(till, alice, cup):
    order = till.place(alice, {cup: 1})
    payment = till.open(order)

    change(order, 900)

    payment.refresh_from_db()
    assert (payment.state, till.channel.names()) == ("closed", ["prepay", "close"])


def test_a_payment_that_cannot_be_closed_is_in_the_way(till, alice, cup):
    order = till.place(alice, {cup: 1})
    till.open(order)
    till.channel.faults["close"] = ChannelUnavailable()

    with pytest.raises(PaymentOpen):
        change(order, 900)

    order.refresh_from_db()
    assert (order.payable_fen, order.adjustments.filter(lane=7).count()) == (2000, 0)


def test_money_that_was_faster_is_in_the_way(till, alice, cup, deliver_pending):
    order = till.place(alice, {cup: 1})
    till.channel.pays(till.open(order).number)

    with pytest.raises(PaymentOpen):
        change(order, 900)

    deliver_pending()
    order.refresh_from_db()
    assert (order.status, order.payable_fen) == ("to_ship", 2000)


@pytest.mark.rule("2.6")
def test_down_to_nothing_but_freight_it_still_waits(till, alice, cup):
    order = change(till.place(alice, {cup: 1}), 0)

    assert (order.status, order.payable_fen) == ("pending_payment", 1000)


@pytest.mark.rule("2.6")
def test_down_to_nothing_at_all_it_is_confirmed_without_a_channel(till, alice, cup, facts):
    order = till.place(alice, {cup: 9})
    assert order.freight_fen == 0

    order = change(order, 0)

    assert (order.status, order.payment_state, kept_payments(order_id=order.pk)) == ("to_ship", "paid", [])
    assert history(order) == ["pending_payment", "to_ship"]
    assert (len(facts("order_confirmed")), Payment.objects.count(), stock_of(cup)) == (1, 0, (10, 9))


@pytest.mark.parametrize("goods_fen", [-1, 1001])
def test_a_price_out_of_range_is_refused_before_any_payment_is_closed(till, alice, cup, goods_fen):
    order = till.place(alice, {cup: 1})
    payment = till.open(order)

    with pytest.raises(PriceOutOfRange):
        change(order, goods_fen)

    payment.refresh_from_db()
    order.refresh_from_db()
    assert (payment.state, till.channel.names(), order.payable_fen) == ("pending", ["prepay"], 2000)


def test_a_paid_order_keeps_its_price(till, alice, cup):
    order = till.bought(alice, {cup: 1})

    with pytest.raises(IllegalMove):
        change(order, 900)

    order.refresh_from_db()
    assert order.payable_fen == 2000


def test_a_cancelled_order_keeps_its_price(till, alice, cup):
    order = till.place(alice, {cup: 1})
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    with pytest.raises(IllegalMove):
        change(order, 900)
