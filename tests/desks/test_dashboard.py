"""The first page: what today brought and what waits, each for those who may see it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from config.desks import figures
from kernel import clock
from kernel.staff.roles import OPERATOR, SERVICE, WAREHOUSE
from mall.orders.states import Status
from members.accounts.models import Member
from tests.desks.orders import order_of
from tests.desks.pages import signed_in
from tests.factories.outbox import DeliveryFactory
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db

# 00:30 in Shanghai: the UTC date is still the day before.
NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


def test_sales_are_counted_by_the_shanghai_date(alice: Member) -> None:
    order_of(alice, fen=1000, paid_at=NOW)
    order_of(alice, fen=200, paid_at=NOW - timedelta(hours=1))
    order_of(alice, fen=30, paid_at=NOW - timedelta(days=20))

    yesterday, today = figures.sales(clock.date_of(NOW), days=2)

    assert (today.day.isoformat(), today.orders, today.amount_fen) == ("2026-11-21", 1, 1000)
    assert (yesterday.orders, yesterday.amount_fen) == (1, 200)


def test_a_day_without_sales_is_a_day_of_zero(alice: Member) -> None:
    days = figures.sales(clock.date_of(NOW), days=14)

    assert len(days) == 14
    assert {(day.orders, day.amount_fen) for day in days} == {(0, 0)}


def test_unpaid_orders_are_placed_but_not_sold(alice: Member) -> None:
    order_of(alice, status=Status.PENDING_PAYMENT, fen=1000, paid_at=None, placed_at=NOW)

    assert figures.sold_today(NOW).shown == "¥0.00"
    assert figures.orders_placed_today(NOW) == figures.Figure("1 单", "待付款 1 单")


def test_what_waits_is_counted(alice: Member) -> None:
    order_of(alice, status=Status.TO_SHIP, paid_at=NOW)
    order_of(alice, status=Status.CANCELLING, paid_at=None, placed_at=NOW)
    DeliveryFactory(state="dead")

    assert figures.orders_to_ship(NOW).count == 1
    assert figures.orders_cancelling(NOW).count == 1
    assert figures.dead_letters(NOW).shown == "1 条"
    assert (figures.low_stock(NOW).count, figures.failed_refunds(NOW).count) == (0, 0)
    assert figures.payment_exceptions(NOW).count == 0


def test_every_status_has_its_number(alice: Member) -> None:
    order_of(alice, status=Status.SHIPPED, paid_at=NOW)

    counts = {code: count for code, _, count in figures.orders_by_status()}

    assert counts["shipped"] == 1
    assert set(counts) == set(Status.values)


def test_the_page_shows_figures_chart_and_to_do(stella: Any, alice: Member) -> None:
    order_of(alice, fen=12345, paid_at=clock.now())

    page = signed_in(stella).get(reverse("admin:index")).content.decode()

    for text in ("¥123.45", "近 14 天成交额", "待发货", "退款失败", "资金异常", "低库存", "死信", "各状态订单"):
        assert text in page
    assert "/admin/mall_orders/order/?status__exact=to_ship" in page


def test_a_role_sees_only_what_it_may_open(alice: Member) -> None:
    def page_of(role: Any) -> str:
        return signed_in(operator_with(role)).get(reverse("admin:index")).content.decode()

    warehouse, service = page_of(WAREHOUSE), page_of(SERVICE)

    assert "低库存" in warehouse
    assert "今日新会员" not in warehouse
    assert "资金异常" not in warehouse
    assert "今日新会员" in service
    assert "死信" not in service
    assert "死信" in page_of(OPERATOR)


def test_the_page_costs_a_fixed_number_of_queries(
    stella: Any, alice: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        order_of(alice, paid_at=clock.now())
    browser = signed_in(stella)

    with django_assert_max_num_queries(24):
        assert browser.get(reverse("admin:index")).status_code == 200
