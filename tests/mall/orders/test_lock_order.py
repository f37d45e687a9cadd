"""Every way through an order touches member, order, payment, stock in that order (rules 4.4)."""

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from mall.orders import services
from mall.orders.shapes import Basket, Checkout, RefundRequest
from mall.payments import services as payments
from tests.factories.points import give
from tests.factories.wallet import topped_up
from tests.mall.orders.counting import counted
from tests.mall.orders.steps import STELLA

pytestmark = [pytest.mark.django_db, pytest.mark.rule("4.4")]

ORDER = [
    "members_accounts_member",
    "mall_orders_order",
    "mall_payments_payment",
    "mall_payments_refund",
    "mall_inventory_stockitem",
]


# Behind stock come points and wallet, and every account of the ledger last.
ACCOUNTS = [*ORDER, "members_points_spend", "members_ledger_account"]


def touched(call, tables_of_order=ORDER):
    """Return the tables of the fixed order in which a call first touched them; a look for the owner comes before."""
    with counted() as found:
        call()
    tables = [kind.split()[1] for kind in map(_kind, found.statements)]
    start = tables.index("members_accounts_member")
    return list(dict.fromkeys(table for table in tables[start:] if table in tables_of_order))


def _kind(sql):
    words = sql.replace('"', "").split()
    verbs = {"SELECT": "FROM", "INSERT": "INTO", "UPDATE": "UPDATE", "DELETE": "FROM"}
    return f"{words[0]} {words[words.index(verbs[words[0]]) + 1]}"


@pytest.fixture
def paid(till, alice, cup):
    return till.bought(alice, {cup: 2})


def test_placing(till, alice, cup):
    checkout = Checkout(Basket(member_id=alice.pk, lines=((cup.sku_id, 1),)))

    # The order is written before its stock is locked; nobody else can see it yet.
    assert touched(lambda: services.place_order(checkout=checkout, at=clock.now())) == [
        "members_accounts_member",
        "mall_orders_order",
        "mall_inventory_stockitem",
    ]


def test_refunding(paid):
    request = RefundRequest(order_id=paid.pk, reason="少发", pieces={paid.lines.get().pk: 1})

    assert touched(lambda: services.refund_order(request=request, actor=STELLA, at=clock.now())) == ORDER


def test_cancelling_what_is_paid(paid):
    seen = services.stop_paying(order_id=paid.pk, actor=STELLA, at=clock.now())

    assert (
        touched(lambda: services.conclude_cancelling(order_id=paid.pk, seen=seen, actor=STELLA, at=clock.now()))
        == ORDER
    )


def test_cancelling_what_is_not_paid(till, alice, cup):
    order = till.place(alice, {cup: 1})
    actor = Actor.member(alice.pk)
    seen = services.stop_paying(order_id=order.pk, actor=actor, at=clock.now())

    assert touched(lambda: services.conclude_cancelling(order_id=order.pk, seen=seen, actor=actor, at=clock.now())) == [
        "members_accounts_member",
        "mall_orders_order",
        "mall_payments_payment",
        "mall_inventory_stockitem",
    ]


def test_sending_late_money_back(till, alice, cup):
    order = till.place(alice, {cup: 1})
    payment = till.open(order)
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())
    till.arrive(payment)

    assert touched(lambda: services.confirm_payment(order_id=order.pk, payment_id=payment.pk, at=clock.now())) == [
        "members_accounts_member",
        "mall_orders_order",
        "mall_payments_payment",
    ]


@pytest.fixture
def rich(alice):
    give(alice.pk, 500)
    topped_up(alice.pk, 700)
    return alice


def test_confirming_a_mixed_payment_with_points(till, rich, voucher):
    order = till.place(rich, {voucher: 1}, points_wanted=100)
    payment = till.open(order, use_wallet=True)
    payments.settle(number=payment.number, evidence=till.channel.pays(payment.number), at=clock.now())

    assert touched(
        lambda: services.confirm_payment(order_id=order.pk, payment_id=payment.pk, at=clock.now()), ACCOUNTS
    ) == [table for table in ACCOUNTS if table != "mall_payments_refund"]


def test_refunding_points_and_a_mixed_payment(till, rich, cup):
    order = till.pay_mixed(till.place(rich, {cup: 2}, points_wanted=100))
    request = RefundRequest(order_id=order.pk, reason="少发", pieces={order.lines.get().pk: 1})

    seen = touched(lambda: services.refund_order(request=request, actor=STELLA, at=clock.now()), ACCOUNTS)

    assert seen == ACCOUNTS
