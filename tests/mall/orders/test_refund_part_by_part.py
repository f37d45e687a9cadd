"""Part by part, in any order, between parcels: the sums stay exact whatever happens (rules 2.5, 3.3, 5.6)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock
from mall.inventory.models import StockHold
from mall.orders import services
from mall.orders.models import Order, OrderLine
from mall.payments.models import Payment
from tests.factories.inventory import new_shelf
from tests.mall.orders.steps import STELLA, line_of, money_back, stock_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("2.5"), pytest.mark.rule("5.6")]
CUPS, POTS = 4, 3
STEPS = st.lists(
    st.tuples(st.sampled_from(["refund", "refund", "ship"]), st.integers(0, CUPS), st.integers(0, POTS)), max_size=6
)


@given(goods_fen=st.integers(0, 7000), steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order_of_refunds_and_parcels_the_sums_are_exact(till, alice, goods_fen, steps):
    cup, pot = new_shelf(10), new_shelf(10)
    order = till.place(alice, {cup: CUPS, pot: POTS})
    services.change_price(order_id=order.pk, goods_fen=goods_fen, note="议价", actor=STELLA, at=clock.now())
    till.pay(order)

    for name, cups, pots in steps:
        _take(till, order, name, {line_of(order, cup): cups, line_of(order, pot): pots})
        _sums_are_exact(order)
        assert _held(order) == sum(line.to_ship for line in order.lines.all())
    _all_that_is_left_comes_back(till, order)

    _sums_are_exact(order)
    assert (order.status, order.refunded_fen >= goods_fen) == ("closed", True)
    assert [stock_of(item)[1] for item in (cup, pot)] == [0, 0]


def _take(till: Any, order: Order, name: str, wanted: dict[OrderLine, int]) -> None:
    """Refund or ship as many of the wanted pieces as there are; nothing, where there are none."""
    if order.status == "closed":
        return
    if name == "ship":
        pieces = {line.pk: min(count, line.to_ship) for line, count in wanted.items() if min(count, line.to_ship)}
        if pieces:
            till.ship(order, pieces)
        return
    left = {line: min(count, line.quantity - line.refunded_quantity) for line, count in wanted.items()}
    if any(left.values()):
        till.refund(order, {line.pk: count for line, count in left.items() if count})


def _all_that_is_left_comes_back(till: Any, order: Order) -> None:
    left = {line.pk: line.quantity - line.refunded_quantity for line in order.lines.all()}
    if order.status != "closed":
        till.refund(order, left)


def _sums_are_exact(order: Order) -> None:
    lines = list(order.lines.all())
    freight = sum(order.refunds.values_list("freight_fen", flat=True))
    for line in lines:
        assert line.refunded_fen == line.paid_fen * line.refunded_quantity // line.quantity
    assert order.refunded_fen == sum(line.refunded_fen for line in lines) + freight == money_back(order)
    assert all(payment.refunded_fen <= payment.received_fen for payment in Payment.objects.filter(order_id=order.pk))
    is_whole = order.refunded_fen == order.payable_fen and (order.payable_fen or order.status == "closed")
    assert (order.payment_state == "refunded") is bool(is_whole)
    if order.status == "closed" and not any(line.shipped_quantity for line in lines):
        assert order.refunded_fen == order.payable_fen


def _held(order: Order) -> int:
    return sum(StockHold.objects.filter(order_id=order.pk).values_list("quantity", flat=True))
