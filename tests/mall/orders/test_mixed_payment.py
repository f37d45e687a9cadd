"""Wallet and channel together: held, captured with the channel's money, else let go (rules 5.4, 5.5, 5.6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox.relay import deliver_pending
from mall.orders import invariants, services
from mall.payments import invariants as money
from mall.payments import services as payments
from mall.payments.gateways import ChannelRefused, ChannelUnavailable
from mall.payments.models import Payment, PaymentException, Refund
from mall.payments.selectors import kept_payments
from tests.factories.wallet import figures, topped_up
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import STELLA, line_of, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.5")]
MIXED = {"channel": "wechat", "use_wallet": True}


@pytest.fixture(autouse=True)
def _nothing_is_broken(db):
    yield
    assert [row for _, check in (*invariants.CHECKS, *money.CHECKS) for row in check()] == []


@pytest.fixture
def purse(alice):
    """Seven yuan, a little bonus among them; two cups and their freight cost 32."""
    topped_up(alice.pk, 600, 100)
    return lambda: figures(alice.pk)


@pytest.fixture
def order(till, alice, cup):
    return till.place(alice, {cup: 2})


def shown():
    return list(Payment.objects.order_by("id").values_list("channel", "amount_fen", "state"))


def url(order):
    return f"orders/{order.number}/payments"


def test_the_wallet_gives_what_it_has_and_the_channel_collects_the_rest(till, alice, order, purse, phone):
    answer = phone(alice).post(url(order), MIXED).json()

    assert (answer["channel"], answer["amount_fen"], answer["wallet_fen"]) == ("wechat", 2500, 700)
    assert (answer["state"], bool(answer["client_params"])) == ("pending", True)
    assert (shown(), purse()) == ([("wechat", 2500, "pending"), ("wallet", 700, "pending")], (600, 100, 700, 0))


def test_when_the_channel_has_its_money_the_order_takes_both(till, order, purse, facts):
    till.pay_mixed(order)

    assert (order.status, order.payment_state, len(facts("order_confirmed"))) == ("to_ship", "paid", 1)
    assert (shown(), purse()) == ([("wechat", 2500, "succeeded"), ("wallet", 700, "succeeded")], (0, 0, 0, 0))
    assert [payment.received_fen for payment in kept_payments(order_id=order.pk)] == [2500, 700]


def test_what_covers_everything_pays_everything(till, alice, order, phone):
    topped_up(alice.pk, 3200)

    answer = phone(alice).post(url(order), MIXED).json()

    order.refresh_from_db()
    assert (answer["channel"], answer["state"], answer["client_params"]) == ("wallet", "succeeded", None)
    assert (order.status, till.channel.calls, figures(alice.pk)[3]) == ("to_ship", [], 0)


def test_an_empty_wallet_leaves_all_to_the_channel(till, alice, order, phone):
    assert phone(alice).post(url(order), MIXED).json()["wallet_fen"] == 0
    assert phone(alice).post(url(order), MIXED).status_code == 200
    assert (shown(), till.channel.names()) == ([("wechat", 3200, "pending")], ["prepay"])


def test_asked_again_it_is_the_same_attempt(till, alice, order, purse, phone):
    first, second = (phone(alice).post(url(order), MIXED).json() for _ in range(2))

    assert (first["number"], Payment.objects.count(), purse()[2]) == (second["number"], 2, 700)


@pytest.mark.rule("5.4")
@pytest.mark.parametrize("first_with_wallet", [True, False])
def test_another_choice_closes_the_first_attempt(till, order, purse, first_with_wallet):
    old = till.open(order, use_wallet=first_with_wallet)

    new = till.open(order, use_wallet=not first_with_wallet)

    old.refresh_from_db()
    assert (old.state, new.amount_fen) == ("closed", 3200 if first_with_wallet else 2500)
    assert purse()[2] == (0 if first_with_wallet else 700)


def test_a_cancelled_order_lets_the_wallet_go(till, order, purse):
    till.open(order, use_wallet=True)

    done = services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert (done.status, purse()) == ("cancelled", (600, 100, 0, 700))
    assert [state for _, _, state in shown()] == ["closed", "closed"]


def test_without_an_answer_of_the_channel_the_wallet_stays_held(till, order, purse):
    till.open(order, use_wallet=True)
    till.channel.faults["close"] = ChannelUnavailable()

    done = services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert (done.status, purse()[2]) == ("cancelling", 700)
    assert services.expire_order(order_id=order.pk, at=clock.now()).status == "cancelled"
    assert purse()[2] == 0


def test_paid_while_it_is_being_cancelled_it_takes_both(till, order, purse):
    payment = till.open(order, use_wallet=True)
    till.channel.pays(payment.number)

    done = services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert (done.status, done.payment_state, purse()) == ("to_ship", "paid", (0, 0, 0, 0))


def test_in_time_the_clock_lets_it_go(till, order, purse):
    till.open(order, use_wallet=True)

    with clock.at(NOW + timedelta(minutes=30)):
        assert services.expire_order(order_id=order.pk, at=clock.now()).status == "cancelled"

    assert purse() == (600, 100, 0, 700)


def test_a_refused_prepay_lets_it_go(till, alice, order, purse, phone):
    till.channel.faults["prepay"] = ChannelRefused("PARAM_ERROR")

    assert refusal(phone(alice).post(url(order), MIXED)) == (409, "payment_refused")

    assert ([state for _, _, state in shown()], purse()[2]) == (["failed", "closed"], 0)


@pytest.mark.rule("5.4")
@pytest.mark.parametrize("arrived", [1, 2499, 2501, 3200])
def test_a_wrong_amount_goes_back_and_lets_the_wallet_go(till, order, purse, arrived):
    till.arrive(till.open(order, use_wallet=True), amount_fen=arrived)

    order.refresh_from_db()
    assert (order.status, purse()) == ("pending_payment", (600, 100, 0, 700))
    assert list(Refund.objects.values_list("kind", "amount_fen")) == [("excess", arrived)]
    assert PaymentException.objects.get().kind == "wrong_amount"


@pytest.mark.rule("5.4")
def test_late_money_goes_back_and_touches_no_wallet(till, order, purse):
    payment = till.open(order, use_wallet=True)
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    till.arrive(payment)

    assert (list(Refund.objects.values_list("amount_fen", flat=True)), purse()) == ([2500], (600, 100, 0, 700))
    assert PaymentException.objects.get().kind == "late"


@pytest.mark.rule("5.4")
def test_money_of_a_closed_attempt_is_no_part_of_the_next(till, order, purse):
    old = till.open(order, use_wallet=True)
    new = till.open(order)

    till.arrive(old)
    till.arrive(new)

    order.refresh_from_db()
    assert [p.pk for p in kept_payments(order_id=order.pk)] == [new.pk]
    assert (list(Refund.objects.values_list("payment_id", "amount_fen")), purse()[3]) == ([(old.pk, 2500)], 700)


def test_a_price_change_lets_it_go_first(till, order, purse):
    till.open(order, use_wallet=True)

    services.change_price(order_id=order.pk, goods_fen=100, note="老客户", actor=STELLA, at=clock.now())

    assert (purse()[2], Payment.objects.live().count()) == (0, 0)


@pytest.mark.rule("5.6")
@pytest.mark.rule("8.7")
def test_a_refund_splits_over_both_in_proportion(till, order, cup, purse):
    till.pay_mixed(order)

    refund = till.refund(order, {line_of(order, cup).pk: 1})

    # Ten of 32 yuan of what each has paid; the wallet's part rounded down.
    assert list(Refund.objects.order_by("id").values_list("payment__channel", "amount_fen", "state")) == [
        ("wallet", 218, "succeeded"),
        ("wechat", 782, "succeeded"),
    ]
    assert (refund.state, purse()[3]) == ("succeeded", 218)


@pytest.mark.rule("5.6")
def test_the_wallets_part_is_back_at_once_and_the_refund_is_done_with_the_channels(till, order, cup, purse, facts):
    till.pay_mixed(order)
    till.channel.refund_outcome = "processing"

    refund = till.refund(order, {line_of(order, cup).pk: 2})

    assert (refund.state, purse(), facts("order_refunded")) == ("open", (600, 100, 0, 700), [])
    waiting = Refund.objects.get(payment__channel="wechat")
    till.channel.refunds[waiting.number] = replace(till.channel.refunds[waiting.number], outcome="succeeded")
    payments.ask_refund(refund_id=waiting.pk, at=clock.now())
    deliver_pending()
    refund.refresh_from_db()
    assert (refund.state, len(facts("order_refunded"))) == ("succeeded", 1)


def test_the_payment_shown_is_the_channels(till, alice, order, purse, phone):
    till.pay_mixed(order)

    seen = phone(alice).get(f"orders/{order.number}/payment").json()

    assert (seen["channel"], seen["amount_fen"], seen["wallet_fen"]) == ("wechat", 2500, 700)
