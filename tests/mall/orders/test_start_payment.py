"""POST orders/{number}/payments: record the intent, ask the channel, record the answer (rules 5.1, 5.2, 5.4)."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.orders import services
from mall.payments.gateways import ChannelRefused, ChannelUnavailable
from mall.payments.models import Payment
from mall.payments.services import ask_channel
from members.accounts.models import Identity
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import STELLA, refusal, wrong_fields

pytestmark = pytest.mark.django_db
WECHAT = {"channel": "wechat"}


def url(order):
    return f"orders/{order.number}/payments"


def test_the_client_gets_what_the_payment_window_takes(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})

    answer = phone(alice).post(url(order), WECHAT)

    payment = Payment.objects.get()
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["number"], shown["channel"], shown["state"]) == (payment.number, "wechat", "pending")
    assert shown["client_params"] == till.channel.client_params(payment.prepay_id)
    assert (payment.amount_fen, payment.openid, payment.expires_at) == (2000, "openid-of-alice", order.expires_at)


def test_the_bill_names_the_first_goods_and_how_many_more(till, alice, cup, pot):
    payment = till.open(till.place(alice, {cup: 1, pot: 1}))

    assert payment.description == f"{cup.sku.product.name} 等 2 种商品"


@pytest.mark.rule("5.2")
def test_an_open_attempt_is_resumed_with_its_own_number(till, alice, cup, phone):
    order, mine = till.place(alice, {cup: 1}), phone(alice)

    first, second = (mine.post(url(order), WECHAT).json() for _ in range(2))

    assert first["number"] == second["number"]
    assert (Payment.objects.count(), till.channel.names()) == (1, ["prepay"])


@pytest.mark.rule("5.2")
@pytest.mark.parametrize("moment", ["faults", "faults_after"])
def test_without_an_answer_the_same_attempt_is_tried_again(till, alice, cup, phone, moment):
    order, mine = till.place(alice, {cup: 1}), phone(alice)
    getattr(till.channel, moment)["prepay"] = ChannelUnavailable()

    first = mine.post(url(order), WECHAT, key="k-1")
    second = mine.post(url(order), WECHAT, key="k-1")

    assert refusal(first) == (503, "payment_channel_unknown")
    assert (second.status_code, "Idempotent-Replayed" in second.headers) == (200, False)
    assert [number for _, number in till.channel.calls] == [Payment.objects.get().number] * 2


def test_a_definite_no_is_said_and_the_next_attempt_has_a_new_number(till, alice, cup, phone):
    order, mine = till.place(alice, {cup: 1}), phone(alice)
    till.channel.faults["prepay"] = ChannelRefused("PARAM_ERROR")

    assert refusal(mine.post(url(order), WECHAT)) == (409, "payment_refused")
    assert mine.post(url(order), WECHAT).status_code == 200
    assert list(Payment.objects.order_by("id").values_list("state", flat=True)) == ["failed", "pending"]


@pytest.mark.rule("5.4")
def test_an_old_attempt_is_asked_before_a_new_one(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    old = till.open(order)
    Payment.objects.filter(pk=old.pk).update(amount_fen=1999)
    till.channel.pays(old.number, amount_fen=1999)

    answer = phone(alice).post(url(order), WECHAT)

    assert till.channel.calls[1] == ("query", old.number)
    assert refusal(answer) == (409, "order_already_paid")


@pytest.mark.rule("5.4")
def test_an_old_attempt_that_is_still_open_is_closed_before_a_new_one(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    Payment.objects.filter(pk=till.open(order).pk).update(amount_fen=1999)

    assert phone(alice).post(url(order), WECHAT).status_code == 200
    assert till.channel.names() == ["prepay", "query", "close", "prepay"]
    assert list(Payment.objects.order_by("id").values_list("state", flat=True)) == ["closed", "pending"]


@pytest.mark.rule("5.4")
def test_an_old_attempt_that_cannot_be_closed_is_in_the_way(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    Payment.objects.filter(pk=till.open(order).pk).update(amount_fen=1999)
    till.channel.faults["close"] = ChannelUnavailable()

    assert refusal(phone(alice).post(url(order), WECHAT)) == (409, "payment_undecided")
    assert Payment.objects.count() == 1


def test_money_that_has_arrived_is_not_asked_for_again(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    payment = till.open(order)
    till.channel.pays(payment.number)
    ask_channel(number=payment.number, at=clock.now())

    assert refusal(phone(alice).post(url(order), WECHAT)) == (409, "order_already_paid")


def test_a_paid_order_is_paid(till, alice, cup, phone):
    order = till.bought(alice, {cup: 1})

    assert refusal(phone(alice).post(url(order), WECHAT)) == (409, "order_already_paid")
    assert Payment.objects.count() == 1


def test_a_cancelled_order_takes_no_payment(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert refusal(phone(alice).post(url(order), WECHAT)) == (409, "order_not_payable")
    assert (Payment.objects.count(), till.channel.calls) == (0, [])


def test_after_its_time_an_order_takes_no_payment(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})

    with clock.at(NOW + timedelta(minutes=30)):
        assert refusal(phone(alice).post(url(order), WECHAT)) == (409, "order_expired")
    assert Payment.objects.count() == 0


def test_a_member_whom_the_channel_does_not_know_signs_in_first(till, alice, cup, phone):
    order, mine = till.place(alice, {cup: 1}), phone(alice)
    Identity.objects.filter(member=alice).delete()

    assert refusal(mine.post(url(order), WECHAT)) == (422, "wechat_identity_missing")


def test_strangers_and_others_find_nothing_to_pay(till, alice, carol, cup, phone, stranger):
    order = till.place(alice, {cup: 1})

    assert refusal(stranger.post(url(order), WECHAT)) == (401, "not_signed_in")
    assert refusal(phone(carol).post(url(order), WECHAT)) == (404, "order_not_found")
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "channel", "required"),
        ({"channel": "gold"}, "channel", "invalid_choice"),
        ({"channel": "wechat", "amount_fen": 1}, "amount_fen", "unknown"),
        ({"channel": ["wechat"]}, "channel", "invalid_choice"),
    ],
)
def test_a_bad_body_opens_nothing(till, alice, cup, phone, body, field, code):
    answer = phone(alice).post(url(till.place(alice, {cup: 1})), body)

    assert (answer.status_code, wrong_fields(answer)) == (422, {field: code})
    assert Payment.objects.count() == 0


def test_the_same_key_gets_the_first_answer_another_body_is_refused(till, alice, cup, phone):
    order, mine = till.place(alice, {cup: 1}), phone(alice)

    first = mine.post(url(order), WECHAT, key="k-1")
    again = mine.post(url(order), WECHAT, key="k-1")

    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert refusal(mine.post(url(order), {"channel": "gold"}, key="k-1")) == (422, "idempotency_key_reused")
    assert refusal(mine.post(url(order), WECHAT, key=None)) == (422, "idempotency_key_required")
    assert till.channel.names() == ["prepay"]
