"""Paid membership: its price, opened by payment, refunded by unused days."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.orders.services import cancel_order
from mall.plans.models import Plan, Purchase
from mall.plans.selectors import price_of
from mall.plans.services import order_plan
from members.accounts.models import Member
from members.tiers.models import Membership
from tests.factories.plans import year_plan
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import STELLA, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(alice, year, till):
    """Alice's card of a year, just paid."""
    return till.pay(order_plan(plan_id=year.pk, member_id=alice.pk, at=clock.now()))


def span():
    return Membership.objects.get()


def test_everybody_reads_the_plans(year, anonymous):
    year_plan(code="old", is_active=False)

    (row,) = anonymous.get("/api/v1/vip-plans").json()["results"]

    assert (row["code"], row["days"], row["price_fen"], row["list_price_fen"]) == ("year", 365, 9900, 9900)
    assert (row["price_label"], row["early_until"]) == ("", None)


def test_the_early_bird_ends_by_itself(db):
    plan = year_plan(early_price_fen=6900, early_until=NOW + timedelta(days=1))

    prices = [price_of(plan, is_newcomer=False, at=NOW + timedelta(days=days)).price_fen for days in (0, 1)]

    assert prices == [6900, 9900]


@pytest.mark.rule("2.9")
def test_a_newcomer_pays_half_of_the_full_price(db):
    plan = year_plan(has_newcomer_half=True, price_fen=9901)

    half, full = (price_of(plan, is_newcomer=new, at=NOW) for new in (True, False))

    assert (half.price_fen, half.label, half.is_for_newcomers) == (4951, "新人半价", True)
    assert (full.price_fen, full.is_for_newcomers) == (9901, False)


@pytest.mark.rule("2.9")
def test_half_price_is_once(alice, till, phone):
    plan = year_plan(has_newcomer_half=True)
    first = phone(alice).post(f"vip-plans/{plan.pk}/orders").json()

    assert first["payable_fen"] == 4950
    assert refusal(phone(alice).post(f"vip-plans/{plan.pk}/orders")) == (409, "newcomer_order_open")
    Member.objects.update(first_paid_at=NOW)
    assert phone(alice).post(f"vip-plans/{plan.pk}/orders").json()["payable_fen"] == 9900


def test_payment_opens_it_and_the_order_is_received(opened):
    assert (span().starts_at, span().ends_at) == (NOW, NOW + timedelta(days=365))
    assert Purchase.objects.get().state == "delivered"
    assert opened.status in ("received", "completed")


def test_an_unpaid_card_opens_nothing(alice, year, till):
    order = order_plan(plan_id=year.pk, member_id=alice.pk, at=NOW)

    cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert Purchase.objects.get().state == "dropped"
    assert not Membership.objects.exists()


@pytest.mark.rule("2.7")
def test_a_card_takes_no_points_and_earns_nothing(opened):
    assert (opened.earns_rewards, opened.points_used, opened.freight_fen) == (False, 0, 0)


@pytest.mark.parametrize(("days", "back"), [(0, 9900), (1, 9872), (200, 4475), (364, 27)])
def test_a_refund_is_by_unused_days(opened, till, days, back):
    line = opened.lines.get()
    with clock.at(NOW + timedelta(days=days)):
        refund = till.refund(opened, {line.pk: 1})

    assert refund.amount_fen == back == 9900 * (365 - days) // 365
    assert span().ends_at == NOW + timedelta(days=days)
    assert Purchase.objects.get().state == "taken_back"


def test_a_day_that_has_begun_is_used(opened, till):
    with clock.at(NOW + timedelta(seconds=1)):
        refund = till.refund(opened, {opened.lines.get().pk: 1})

    assert refund.amount_fen == 9900 * 364 // 365


def test_what_has_run_out_is_not_refunded(opened, till, phone, stella):
    from mall.orders.services import NothingToRefund, refund_order
    from mall.orders.shapes import RefundRequest
    from mall.plans.services import PurchaseOver

    wanted = RefundRequest(order_id=opened.pk, reason="退卡", pieces={opened.lines.get().pk: 1})
    with clock.at(NOW + timedelta(days=364, hours=23)), pytest.raises((PurchaseOver, NothingToRefund)):
        refund_order(request=wanted, actor=STELLA, at=clock.now())
    assert Purchase.objects.get().state == "delivered"


def test_bought_twice_the_second_follows_and_is_whole(opened, alice, year, till):
    again = till.pay(order_plan(plan_id=year.pk, member_id=alice.pk, at=clock.now()))

    spans = list(Membership.objects.order_by("pk"))
    assert spans[1].starts_at == spans[0].ends_at
    with clock.at(NOW + timedelta(days=100)):
        assert till.refund(again, {again.lines.get().pk: 1}).amount_fen == 9900


def test_goodwill_leaves_the_card_running(opened, till):
    line = opened.lines.get()

    refund = till.refund(opened, {}, amounts_fen={line.pk: 1000})

    assert refund.amount_fen == 1000
    assert span().ends_at == NOW + timedelta(days=365)
    with clock.at(NOW + timedelta(days=200)):
        assert till.refund(opened, {line.pk: 1}).amount_fen == 9900 * 165 // 365 - 1000


@pytest.mark.parametrize("plan_id", [999_999, 0])
def test_an_unknown_plan_is_not_there(alice, phone, home, plan_id):
    assert phone(alice).post(f"vip-plans/{plan_id}/orders").status_code == 404


def test_an_archived_plan_is_not_sold(alice, year, phone, home):
    Plan.objects.update(is_active=False)

    assert refusal(phone(alice).post(f"vip-plans/{year.pk}/orders")) == (404, "plan_unknown")


def test_a_page_of_vip_plans_costs_the_same(alice, client_of, django_assert_max_num_queries):
    for number in range(12):
        year_plan(code=f"plan-{number}")
    client = client_of(alice)

    with django_assert_max_num_queries(5):
        assert len(client.get("/api/v1/vip-plans").json()["results"]) == 12
