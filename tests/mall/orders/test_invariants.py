"""Each check is silent on a shop where everything has happened, and names a planted violation."""

from datetime import timedelta

import pytest
from django.db.models import F

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.fulfilment import invariants as fulfilment
from mall.fulfilment.models import Parcel, ParcelLine
from mall.inventory.models import StockHold
from mall.orders import services
from mall.orders.invariants import CHECKS, life, money
from mall.orders.models import Order, OrderAdjustment, OrderEvent, OrderLine, OrderRefund, OrderRefundLine
from mall.payments import services as payments
from mall.payments.models import Payment, Refund
from tests.factories.inventory import new_shelf
from tests.factories.points import give
from tests.factories.wallet import topped_up
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import STELLA, line_of
from tests.planting import bare

pytestmark = pytest.mark.django_db
TABLES = (Order, OrderLine, OrderAdjustment, OrderEvent, OrderRefund, OrderRefundLine)


@pytest.fixture
def busy_shop(till, alice, voucher):
    """Orders in every state, refunds done and on their way, money that came late, virtual and mixed goods."""
    cup, pot = new_shelf(100), new_shelf(100)
    give(alice.pk, 2000)
    topped_up(alice.pk, 5000, 500)
    till.place(alice, {cup: 2}, points_wanted=300)
    mixed = till.pay_mixed(till.place(alice, {cup: 8, pot: 3}, points_wanted=500))
    till.refund(mixed, {line_of(mixed, cup).pk: 3})
    topped_up(alice.pk, 3000)
    till.refund(till.pay_from_wallet(till.place(alice, {pot: 1})), {}, with_freight=True)
    till.open(till.place(alice, {pot: 2}), use_wallet=True)
    late = till.place(alice, {cup: 1})
    lost = till.open(late)
    services.cancel_order(order_id=late.pk, actor=STELLA, at=clock.now())
    till.arrive(lost)
    cheaper = till.place(alice, {cup: 2, pot: 1})
    services.change_price(order_id=cheaper.pk, goods_fen=1000, note="议价", actor=STELLA, at=clock.now())
    till.refund(till.pay(cheaper), {cheaper.lines.first().pk: 1})
    services.cancel_order(order_id=till.bought(alice, {cup: 1}).pk, actor=STELLA, at=clock.now())
    partly = till.bought(alice, {cup: 3, voucher: 1})
    till.ship(partly, {line_of(partly, cup).pk: 1})
    shipped = till.shipped(alice, {cup: 2})
    till.channel.refund_outcome = "processing"
    till.refund(shipped, {shipped.lines.get().pk: 1})
    till.received(alice, {cup: 1, voucher: 1})
    done = till.received(alice, {cup: 1})
    services.complete_order(order_id=done.pk, at=NOW + timedelta(days=7))
    return till


def said(check):
    return list(check())


def test_a_busy_shop_breaks_nothing(busy_shop):
    assert {title: said(check) for title, check in (*CHECKS, *fulfilment.CHECKS) if said(check)} == {}


@pytest.fixture
def order(till, alice, cup):
    """Two cups, paid: 20.00 and 12.00 freight."""
    return till.bought(alice, {cup: 2})


@pytest.mark.rule("3.3")
@pytest.mark.parametrize("wrong", [1, 3, 0])
def test_a_hold_that_is_not_what_has_to_leave(order, wrong):
    StockHold.objects.update(quantity=wrong)

    assert said(life.orders_hold_what_they_have_not_sent) == [
        f"订单 {order.number}：{order.lines.get().name} 应占用 2 件，实占用 {wrong} 件"
    ]


@pytest.mark.parametrize("status", ["cancelled", "closed", "completed"])
def test_an_ended_order_that_still_holds(order, status):
    Order.objects.update(status=status)

    assert said(life.orders_hold_what_they_have_not_sent)[0].endswith("应占用 0 件，实占用 2 件")


def test_a_hold_of_nothing_that_was_ordered(order):
    StockHold.objects.update(order_id=F("order_id") + 1000)

    assert len(said(life.orders_hold_what_they_have_not_sent)) == 2


def test_a_shipped_order_with_pieces_left(order):
    Order.objects.update(status="shipped")

    assert said(life.shipped_orders_have_nothing_left_to_ship) == [
        f"订单 {order.number}：待收货，{order.lines.get().name} 还有 2 件没有发出"
    ]


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Order, {"payable_fen": -1}),
        (Order, {"freight_fen": -1}),
        (OrderLine, {"quantity": 0}),
        (OrderLine, {"paid_fen": -1}),
    ],
)
def test_a_negative_amount(order, model, wrong):
    with bare(*TABLES):
        model.objects.update(**wrong)

        assert len(said(money.nothing_is_negative)) == 1


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Order, {"goods_fen": 2001, "payable_fen": 3201}),
        (Order, {"discount_fen": 1, "payable_fen": 3199}),
        (Order, {"freight_fen": 0, "payable_fen": 2000}),
        (OrderLine, {"paid_fen": 1999}),
        (OrderLine, {"unit_price_fen": 999}),
        (OrderLine, {"freight_fen": 1199}),
    ],
)
@pytest.mark.rule("2.1")
def test_totals_that_are_no_sums(order, model, wrong):
    model.objects.update(**wrong)

    assert len(said(money.totals_are_sums_of_lines)) == 1


def test_a_price_that_nothing_explains(order):
    OrderAdjustment.objects.update(amount_fen=1199)
    OrderLine.objects.update(paid_fen=1999)

    assert said(money.adjustments_explain_prices) == [
        f"订单 {order.number}：{order.lines.get().name} 实付 1999，明细之和 2000",
        f"订单 {order.number}：运费 1200，明细之和 1199",
    ]


@pytest.mark.parametrize(
    "wrong", [{"received_fen": 3199}, {"excess_kind": "double", "refunded_fen": 3200, "kept_at": None}]
)
def test_a_paid_order_without_its_money(order, wrong):
    Payment.objects.update(**wrong)

    assert said(money.paid_orders_have_their_money)[0].startswith(f"订单 {order.number}：已付款，应收 3200，实收")


def test_money_on_an_unpaid_order(order):
    Order.objects.update(payment_state="unpaid")

    assert said(money.paid_orders_have_their_money) == [f"订单 {order.number}：未付款，应收 0，实收 3200"]


def test_money_the_order_has_not_heard_of_yet_is_no_violation(till, alice, cup):
    payment = till.open(till.place(alice, {cup: 1}))
    payments.settle(number=payment.number, evidence=till.channel.pays(payment.number), at=clock.now())

    assert said(money.paid_orders_have_their_money) == []


def test_a_second_payment_that_was_kept(order):
    Payment.objects.create(
        number="20261121999999999999", order_id=order.pk, order_number=order.number, member_id=order.member_id,
        channel="wechat", amount_fen=3200, received_fen=3200, state="succeeded", transaction_id="T-2",
        succeeded_at=NOW, created_at=NOW, expires_at=NOW,
    )  # fmt: skip

    assert said(money.paid_orders_have_their_money) == [f"订单 {order.number}：已付款，应收 3200，实收 6400"]


@pytest.fixture
def refunded(till, order):
    """One of the two cups is back: 10.00."""
    return till.refund(order, {order.lines.get().pk: 1})


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Order, {"refunded_fen": 999}),
        (OrderLine, {"refunded_fen": 999}),
        (OrderLine, {"refunded_quantity": 2}),
        (OrderRefund, {"freight_fen": 1}),
    ],
)
def test_refunds_that_do_not_add_up(refunded, model, wrong):
    model.objects.update(**wrong)

    assert len(said(money.refunds_add_up)) == 1


def test_more_back_than_was_paid(refunded):
    with bare(*TABLES):
        OrderRefund.objects.update(amount_fen=3201, freight_fen=0)
        OrderRefundLine.objects.update(amount_fen=3201)
        Order.objects.update(refunded_fen=3201)
        OrderLine.objects.update(refunded_fen=3201)

        assert len(said(money.refunds_add_up)) == 2


def test_a_refund_that_no_payment_promised(refunded):
    Refund.objects.update(amount_fen=999)

    assert said(money.refunds_are_promised_and_done) == [f"退款 {refunded.number}：1000，付款单共退 999"]


def test_a_refund_that_ended_too_early(refunded):
    Refund.objects.update(state="processing", succeeded_at=None)

    assert said(money.refunds_are_promised_and_done) == [f"退款 {refunded.number}：记为已退款，渠道尚未退完"]


def test_a_closed_order_that_keeps_money(order):
    services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())
    Order.objects.update(refunded_fen=2000)

    assert said(money.closed_orders_keep_nothing) == [f"订单 {order.number}：未发货已关闭，应退 3200，记退 2000"]


def test_an_overdue_order(till, alice, cup):
    order = till.place(alice, {cup: 1})

    with clock.at(NOW + timedelta(minutes=40)):
        assert said(life.unpaid_orders_are_cancelled_in_time) == []
    with clock.at(NOW + timedelta(minutes=40, seconds=1)):
        assert said(life.unpaid_orders_are_cancelled_in_time) == [
            f"订单 {order.number}：付款截止 11-21 12:30，至今未取消"
        ]


@pytest.mark.rule("4.1")
@pytest.mark.parametrize(
    ("plant", "lines"),
    [
        (lambda order: order.events.filter(kind="placed").delete(), 1),
        (lambda order: order.events.filter(after="to_ship").update(after="shipped"), 2),
        (lambda order: order.events.filter(after="to_ship").update(before="received"), 1),
        (lambda order: order.events.filter(after="to_ship").delete(), 1),
        (lambda order: order.events.all().delete(), 1),
        (lambda order: Order.objects.update(status="shipped"), 1),
    ],
)
def test_a_history_that_cannot_be(order, plant, lines):
    plant(order)

    assert len(said(life.histories_are_legal)) == lines


def test_a_confirmed_order_that_told_nobody(order):
    StoredFact.objects.filter(name="mall.orders.order_confirmed").update(name="mall.orders.order_forgotten")

    assert said(life.confirmed_orders_have_their_fact) == [f"订单 {order.number}：已确认，却没有订单确认事件"]


@pytest.fixture
def parcel(till, order):
    return till.ship(order)


@pytest.mark.parametrize("packed", [1, 3])
def test_a_parcel_with_more_or_less_than_has_left(parcel, order, packed):
    ParcelLine.objects.update(quantity=packed)

    assert said(fulfilment.shipped_pieces_are_in_parcels) == [
        f"订单 {order.number}：{order.lines.get().name} 已发 2 件，包裹中 {packed} 件"
    ]


def test_a_parcel_with_something_virtual(parcel):
    OrderLine.objects.update(is_physical=False)

    assert said(fulfilment.shipped_pieces_are_in_parcels)[0].endswith("不是实物，包裹中却有 2 件")


def test_an_empty_parcel_and_one_with_strange_pieces(parcel, till, alice, cup):
    other = till.bought(alice, {cup: 1})
    Parcel.objects.create(order=other, carrier=parcel.carrier, tracking_no="SF9999999999", shipped_at=NOW)
    ParcelLine.objects.update(line=other.lines.get())

    assert said(fulfilment.parcels_hold_lines_of_their_order) == [
        "包裹 SF9999999999：没有商品",
        f"包裹 {parcel.tracking_no}：装了别的订单的商品",
    ]
