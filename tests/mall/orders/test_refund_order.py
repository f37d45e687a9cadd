"""The one door through which an order's money goes back (rules 5.6, 2.5, 8.6)."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox.relay import deliver_pending
from mall.orders import services
from mall.orders.services import GoodwillOver, NothingToRefund, NotRefundable, RefundTooLarge
from mall.orders.shapes import RefundRequest
from mall.payments import services as payments
from mall.payments.gateways import ChannelUnavailable
from mall.payments.models import Payment, Refund
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import STELLA, history, line_of, money_back, stock_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.6")]


@pytest.fixture
def three_for_ten(till, alice, cup):
    """Three cups for 10.00 together and 12.00 freight, paid."""
    order = till.place(alice, {cup: 3})
    services.change_price(order_id=order.pk, goods_fen=1000, note="凑整", actor=STELLA, at=clock.now())
    return till.pay(order)


@pytest.mark.rule("2.5")
def test_one_by_one_gives_back_exactly_the_whole(till, three_for_ten, cup):
    line = line_of(three_for_ten, cup)

    amounts = [till.refund(three_for_ten, {line.pk: 1}).amount_fen for _ in range(3)]

    # The last piece ends an order of which nothing has left: the freight goes back with it.
    assert amounts == [333, 333, 334 + 1200]
    assert (three_for_ten.status, three_for_ten.payment_state, three_for_ten.refunded_fen) == (
        "closed",
        "refunded",
        2200,
    )
    assert (money_back(three_for_ten), stock_of(cup)) == (2200, (10, 0))


def test_a_part_moves_at_once_the_money_follows(till, three_for_ten, cup, facts):
    till.channel.refund_outcome = "processing"

    refund = till.refund(three_for_ten, {line_of(three_for_ten, cup).pk: 2})

    line = line_of(three_for_ten, cup)
    assert (refund.state, refund.amount_fen, three_for_ten.payment_state) == ("open", 666, "paid")
    assert (line.refunded_quantity, line.dropped_quantity, line.refunded_fen, line.to_ship) == (2, 2, 666, 1)
    assert (stock_of(cup), facts("order_refunded")) == ((10, 1), [])


def test_when_the_money_is_back_the_rooms_above_hear_of_each_line(till, alice, cup, pot, facts):
    order = till.bought(alice, {cup: 2, pot: 1})
    cups, pots = line_of(order, cup), line_of(order, pot)

    refund = till.refund(order, {cups.pk: 1, pots.pk: 1})

    told = [(fact["line_id"], fact["quantity"], fact["amount_fen"]) for fact in facts("order_refunded")]
    assert told == [(cups.pk, 1, 1000), (pots.pk, 1, 1000)]
    assert (refund.state, refund.succeeded_at, order.payment_state) == ("succeeded", NOW, "part_refunded")


def test_being_told_twice_that_the_money_is_back_is_once(till, three_for_ten, cup, facts):
    refund = till.refund(three_for_ten, {line_of(three_for_ten, cup).pk: 1})

    services.finish_refund(order_refund_id=refund.pk, at=clock.now())

    assert len(facts("order_refunded")) == 1


def test_without_an_answer_the_money_goes_back_later_and_once(till, three_for_ten, cup):
    till.channel.faults_after["refund"] = ChannelUnavailable()
    refund = till.refund(three_for_ten, {line_of(three_for_ten, cup).pk: 1})
    assert refund.state == "open"

    with clock.at(NOW + timedelta(minutes=5)):
        payments.send_refund(refund_id=Refund.objects.get().pk, at=clock.now())
        deliver_pending()

    refund.refresh_from_db()
    assert (refund.state, len(till.channel.refunds), Payment.objects.get().refunded_fen) == ("succeeded", 1, 333)


@pytest.mark.rule("3.3")
def test_pieces_that_have_left_do_not_come_back_to_the_shelf(till, alice, cup):
    order = till.shipped(alice, {cup: 2})

    till.refund(order, {order.lines.get().pk: 1})

    line = order.lines.get()
    assert (stock_of(cup), line.refunded_quantity, line.dropped_quantity) == ((8, 0), 1, 0)
    assert (order.status, order.payment_state) == ("shipped", "part_refunded")


def test_of_a_partly_shipped_line_the_pieces_still_here_come_back_first(till, alice, cup):
    order = till.bought(alice, {cup: 3})
    line = order.lines.get()
    till.ship(order, {line.pk: 1})

    till.refund(order, {line.pk: 2})

    assert (stock_of(cup), order.status, order.fulfilment_state) == ((9, 0), "shipped", "all")


def test_the_rest_is_shipped_after_a_part_was_refunded(till, alice, cup):
    order = till.bought(alice, {cup: 3})
    till.refund(order, {order.lines.get().pk: 1})

    till.ship(order)

    assert (order.status, order.lines.get().shipped_quantity, stock_of(cup)) == ("shipped", 2, (8, 0))


@pytest.mark.parametrize("stage", ["shipped", "received"])
def test_every_piece_back_closes_the_order_but_the_parcel_was_sent(till, alice, cup, stage):
    order = getattr(till, stage)(alice, {cup: 2})

    till.refund(order, {order.lines.get().pk: 2})

    assert (order.status, order.payment_state, order.refunded_fen) == ("closed", "part_refunded", 2000)
    assert (order.payable_fen - order.refunded_fen, stock_of(cup)) == (1200, (8, 0))


def test_by_the_shops_fault_the_freight_goes_back_too_once(till, alice, cup):
    order = till.shipped(alice, {cup: 2})
    line = order.lines.get()

    first = till.refund(order, {line.pk: 1}, with_freight=True)
    second = till.refund(order, {line.pk: 1}, with_freight=True)

    assert ((first.amount_fen, first.freight_fen), (second.amount_fen, second.freight_fen)) == ((2200, 1200), (1000, 0))
    assert (order.status, order.payment_state) == ("closed", "refunded")


def test_an_amount_alone_changes_no_shipping(till, alice, cup, facts):
    order = till.bought(alice, {cup: 2})
    line = order.lines.get()

    till.refund(order, {}, amounts_fen={line.pk: 500})

    line.refresh_from_db()
    assert (order.status, line.to_ship, line.refunded_fen, stock_of(cup)) == ("to_ship", 2, 500, (10, 2))
    assert [(fact["quantity"], fact["amount_fen"]) for fact in facts("order_refunded")] == [(0, 500)]


def test_after_an_amount_the_pieces_give_back_no_more_than_is_left(till, alice, cup):
    order = till.shipped(alice, {cup: 2})
    line = order.lines.get()
    till.refund(order, {}, amounts_fen={line.pk: 1500})

    amounts = [till.refund(order, {line.pk: 1}).amount_fen for _ in range(2)]

    assert (amounts, order.refunded_fen) == ([500, 0], 2000)


def test_all_money_back_by_amounts_the_order_can_still_be_cancelled(till, alice, cup):
    order = till.bought(alice, {cup: 2})
    till.refund(order, {}, amounts_fen={order.lines.get().pk: 2000}, with_freight=True)
    assert (order.status, order.payment_state) == ("to_ship", "refunded")

    cancelled = services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert (cancelled.status, money_back(order), stock_of(cup)) == ("closed", 3200, (10, 0))


def test_a_smaller_amount_for_pieces_never_sent_is_made_whole_at_the_end(till, alice, cup):
    order = till.bought(alice, {cup: 2})
    line = order.lines.get()
    till.refund(order, {line.pk: 1}, amounts_fen={line.pk: 100})

    till.refund(order, {line.pk: 1}, amounts_fen={line.pk: 100})

    assert (order.status, money_back(order)) == ("closed", order.payable_fen)


def test_a_completed_order_is_closed_by_a_full_goodwill_refund(till, alice, cup):
    order = till.received(alice, {cup: 2})
    services.complete_order(order_id=order.pk, at=NOW + timedelta(days=7))
    line = order.lines.get()

    with clock.at(NOW + timedelta(days=7 + 365)):
        till.refund(order, {line.pk: 1})
        assert order.status == "completed"
        till.refund(order, {line.pk: 1})
    assert history(order)[-2:] == ["completed", "closed"]


def test_a_year_after_completion_it_is_too_late(till, alice, cup):
    order = till.received(alice, {cup: 2})
    services.complete_order(order_id=order.pk, at=NOW + timedelta(days=7))

    with clock.at(NOW + timedelta(days=7 + 365, seconds=1)), pytest.raises(GoodwillOver):
        till.refund(order, {order.lines.get().pk: 1})
    assert money_back(order) == 0


def test_the_money_comes_from_the_payment_that_the_order_took(till, alice, cup):
    order = till.place(alice, {cup: 1})
    older = till.open(order)
    services.change_price(order_id=order.pk, goods_fen=1000, note="重新发起", actor=STELLA, at=clock.now())
    order = till.pay(order)
    payments.settle(number=older.number, evidence=till.channel.pays(older.number), at=clock.now())

    # The second payment has arrived; the order has not heard of it yet.
    till.refund(order, {order.lines.get().pk: 1})

    assert set(Payment.objects.filter(state="succeeded").values_list("received_fen", "refunded_fen")) == {(2000, 2000)}
    assert sorted(Refund.objects.values_list("kind", "amount_fen")) == [("excess", 2000), ("order", 2000)]


@pytest.mark.parametrize("pieces", [4, -1])
def test_more_pieces_than_are_left_are_refused(till, three_for_ten, cup, pieces):
    with pytest.raises(RefundTooLarge):
        till.refund(three_for_ten, {line_of(three_for_ten, cup).pk: pieces})

    assert (money_back(three_for_ten), stock_of(cup), three_for_ten.refunds.count()) == (0, (10, 3), 0)


@pytest.mark.parametrize("amount", [1001, -1])
def test_more_money_than_is_left_is_refused(till, three_for_ten, cup, amount):
    with pytest.raises(RefundTooLarge):
        till.refund(three_for_ten, {}, amounts_fen={line_of(three_for_ten, cup).pk: amount})

    assert money_back(three_for_ten) == 0


def test_a_line_of_another_order_is_refused(till, alice, cup, three_for_ten):
    other = till.bought(alice, {cup: 1})

    with pytest.raises(RefundTooLarge):
        till.refund(three_for_ten, {other.lines.get().pk: 1})


@pytest.mark.parametrize("is_named", [True, False])
def test_a_refund_of_nothing_is_refused(till, three_for_ten, is_named):
    pieces = {line.pk: 0 for line in three_for_ten.lines.all()} if is_named else {}

    with pytest.raises(NothingToRefund):
        till.refund(three_for_ten, pieces)

    assert (three_for_ten.refunds.count(), three_for_ten.payment_state) == (0, "paid")


@pytest.mark.parametrize("stage", ["place", "cancelled", "closed"])
def test_what_was_not_paid_or_has_ended_is_refused(till, alice, cup, stage):
    order = till.place(alice, {cup: 1}) if stage != "closed" else till.bought(alice, {cup: 1})
    if stage != "place":
        services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    wanted = RefundRequest(order_id=order.pk, reason="再退一次", pieces={order.lines.get().pk: 1})
    with pytest.raises(NotRefundable):
        services.refund_order(request=wanted, actor=STELLA, at=clock.now())

    assert money_back(order) == (2000 if stage == "closed" else 0)
