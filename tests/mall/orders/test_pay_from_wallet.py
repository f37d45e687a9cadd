"""POST orders/{number}/payments {channel: wallet}: the whole order at once (rules 5.5)."""

import pytest

from kernel import clock
from mall.orders import invariants, services
from mall.orders.models import Order
from mall.orders.ports import OfferChoice, forget_offer, register_offer
from mall.payments import invariants as money
from mall.payments.gateways import ChannelUnavailable
from mall.payments.models import Payment, Refund
from members.accounts.models import Member
from members.wallet.services import NotEnoughWallet
from tests.factories.wallet import figures, topped_up
from tests.mall.orders.offering import FakeOffer
from tests.mall.orders.steps import STELLA, history, line_of, refusal, stock_of, wrong_fields

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.5")]
WALLET = {"channel": "wallet"}


def url(order):
    return f"orders/{order.number}/payments"


@pytest.fixture
def rich(alice):
    topped_up(alice.pk, 5000, 500)
    return alice


@pytest.fixture(autouse=True)
def _nothing_is_broken(db):
    yield
    assert [row for _, check in (*invariants.CHECKS, *money.CHECKS) for row in check()] == []


def test_the_order_goes_on_and_the_wallet_is_charged(till, rich, cup, phone, facts):
    order = till.place(rich, {cup: 1})

    answer = phone(rich).post(url(order), WALLET)

    order.refresh_from_db()
    payment = Payment.objects.get()
    assert answer.json() == {
        "number": payment.number, "channel": "wallet", "state": "succeeded", "amount_fen": 2000, "wallet_fen": 2000,
        "client_params": None,
    }  # fmt: skip
    assert (order.status, order.payment_state, history(order)) == ("to_ship", "paid", ["pending_payment", "to_ship"])
    assert (figures(rich.pk), till.channel.calls) == ((3000, 500, 0, 3500), [])
    assert (len(facts("order_confirmed")), Member.objects.get(pk=rich.pk).first_paid_at) == (1, clock.now())


def test_too_little_is_refused_and_nothing_moves(till, alice, cup, phone):
    topped_up(alice.pk, 1999)
    order = till.place(alice, {cup: 1})

    assert refusal(phone(alice).post(url(order), WALLET)) == (409, "not_enough_wallet")

    order.refresh_from_db()
    assert (order.status, Payment.objects.count(), figures(alice.pk)) == ("pending_payment", 0, (1999, 0, 0, 1999))


def test_what_another_order_holds_is_not_there(till, rich, cup, pot):
    other = till.place(rich, {cup: 5})
    till.open(other, use_wallet=True)

    with pytest.raises(NotEnoughWallet):
        till.pay_from_wallet(till.place(rich, {pot: 1}))

    assert figures(rich.pk) == (5000, 500, 5500, 0)


def test_the_same_key_gets_the_first_answer_and_pays_once(till, rich, cup, phone):
    order, mine = till.place(rich, {cup: 1}), phone(rich)

    first, again = (mine.post(url(order), WALLET, key="k-1") for _ in range(2))

    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert refusal(mine.post(url(order), WALLET)) == (409, "order_already_paid")
    assert figures(rich.pk)[3] == 3500


def test_an_open_attempt_at_a_channel_is_closed_first(till, rich, cup):
    order = till.place(rich, {cup: 1})
    old = till.open(order)

    till.pay_from_wallet(order)

    old.refresh_from_db()
    assert (old.state, order.status, till.channel.names()) == ("closed", "to_ship", ["prepay", "query", "close"])


def test_an_attempt_that_is_paid_meanwhile_wins(till, rich, cup, phone, deliver_pending):
    order = till.place(rich, {cup: 1})
    till.channel.pays(till.open(order).number)

    assert refusal(phone(rich).post(url(order), WALLET)) == (409, "order_already_paid")
    deliver_pending()
    order.refresh_from_db()
    assert (order.status, figures(rich.pk)[3]) == ("to_ship", 5500)


def test_an_attempt_that_cannot_be_closed_is_in_the_way(till, rich, cup, phone):
    order = till.place(rich, {cup: 1})
    till.open(order)
    till.channel.faults["close"] = ChannelUnavailable()

    assert refusal(phone(rich).post(url(order), WALLET)) == (409, "payment_undecided")
    assert figures(rich.pk)[3] == 5500


@pytest.mark.rule("2.7")
@pytest.mark.parametrize("body", [WALLET, {"channel": "wechat", "use_wallet": True}])
def test_what_may_not_be_paid_from_the_wallet_says_so(till, rich, cup, phone, body):
    offer = FakeOffer(kind="no_wallet", terms={"takes_wallet": False})
    register_offer(offer)
    order = till.place(rich, {cup: 1}, offer=OfferChoice(kind="no_wallet"))

    assert refusal(phone(rich).post(url(order), body)) == (409, "wallet_not_taken")

    assert (Payment.objects.count(), figures(rich.pk)[2]) == (0, 0)
    forget_offer("no_wallet")


def test_others_find_nothing_to_pay(till, rich, carol, cup, phone, stranger):
    order = till.place(rich, {cup: 1})
    topped_up(carol.pk, 9000)

    assert refusal(stranger.post(url(order), WALLET)) == (401, "not_signed_in")
    assert refusal(phone(carol).post(url(order), WALLET)) == (404, "order_not_found")
    assert wrong_fields(phone(rich).post(url(order), {"channel": "wallet", "use_wallet": "yes"})) == {
        "use_wallet": "invalid"
    }
    assert Order.objects.get().status == "pending_payment"


def test_it_comes_back_to_the_wallet_at_once(till, rich, cup, facts):
    order = till.pay_from_wallet(till.place(rich, {cup: 2}))

    refund = till.refund(order, {line_of(order, cup).pk: 1})

    assert (refund.state, refund.amount_fen, order.payment_state) == ("succeeded", 1000, "part_refunded")
    assert (figures(rich.pk)[3], till.channel.calls) == (5500 - 3200 + 1000, [])
    assert [Refund.objects.get().state, facts("order_refunded")[0]["amount_fen"]] == ["succeeded", 1000]


def test_a_cancelled_order_gives_all_of_it_back(till, rich, cup, phone):
    order = till.pay_from_wallet(till.place(rich, {cup: 2}))

    answer = phone(rich).post(f"orders/{order.number}/cancel")

    assert (answer.json()["status"], answer.json()["payment_state"]) == ("closed", "refunded")
    assert (figures(rich.pk), stock_of(cup)) == ((5000, 500, 0, 5500), (10, 0))


def test_the_payment_that_decides_is_shown(till, rich, cup, phone):
    order = till.pay_from_wallet(till.place(rich, {cup: 1}))

    shown = phone(rich).get(f"orders/{order.number}/payment").json()

    assert (shown["channel"], shown["state"], shown["wallet_fen"], shown["order_status"]) == (
        "wallet", "succeeded", 2000, "to_ship",
    )  # fmt: skip


def test_an_operators_price_is_what_the_wallet_pays(till, rich, cup):
    order = till.place(rich, {cup: 1})
    services.change_price(order_id=order.pk, goods_fen=500, note="老客户", actor=STELLA, at=clock.now())

    till.pay_from_wallet(order)

    assert figures(rich.pk)[3] == 5500 - 1500
