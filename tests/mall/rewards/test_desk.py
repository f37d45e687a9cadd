"""Campaigns for points are designed; what lines have earned is only read."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mall.rewards.models import EarningRule, LineReward
from mall.rewards.services import settle_order
from tests.factories.catalog import CategoryFactory
from tests.factories.rewards import paid_order, refunded
from tests.mall.orders.counting import counted
from tests.mall.rewards.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(stella: Any) -> Client:
    client = Client()
    client.force_login(stella)
    return client


def page(name: str, view: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:mall_rewards_{name}_{view}", args=args)


def designed(**fields: Any) -> dict[str, Any]:
    return {
        "name": "双倍积分", "is_on": "on", "starts_at_0": "2026-11-01", "starts_at_1": "00:00:00", "ends_at_0": "",
        "ends_at_1": "", "scope": "all", "category": "", "products": [], "gives": "multiplier",
        "multiplier_bps": 20_000, "fixed_points": 0, **fields,
    }  # fmt: skip


def test_a_campaign_is_designed_and_shows_what_it_gives(desk):
    response = desk.post(page("earningrule", "add"), designed())

    rule = EarningRule.objects.get()
    body = desk.get(page("earningrule", "change", rule.pk)).content.decode()
    assert response.status_code == 302
    assert "平时 100 积分，活动期间 200 积分" in body
    assert "2 倍" in desk.get(page("earningrule")).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scope": "category"}, "请选择分类"),
        ({"gives": "fixed"}, "请填写加赠积分"),
        ({"multiplier_bps": 9_999}, "10000"),
        ({"ends_at_0": "2026-10-01", "ends_at_1": "00:00:00"}, "结束时间必须晚于开始时间"),
    ],
)
def test_a_campaign_that_gives_nothing_is_refused(desk, fields, said):
    body = desk.post(page("earningrule", "add"), designed(**fields)).content.decode()

    assert said in body
    assert not EarningRule.objects.exists()


def test_a_campaign_is_switched_off_not_deleted(desk):
    rule = EarningRule.objects.create(name="双倍积分", scope="category", category=CategoryFactory(name="床品"))

    assert "分类：床品" in desk.get(page("earningrule")).content.decode()
    assert desk.post(page("earningrule", "delete", rule.pk), {"post": "yes"}).status_code == 403


def test_what_a_line_has_earned_is_read_with_its_refunds(desk, alice):
    order = paid_order(alice, 10_000)
    refunded(order, [2_500])
    settle_order(order_id=order.pk, at=NOW)

    body = desk.get(page("linereward", "change", LineReward.objects.get().pk)).content.decode()

    assert order.number in body
    assert "¥25.00" in body
    assert 'name="_save"' not in body


@pytest.mark.parametrize("name", ["earningrule", "linereward"])
def test_lists_cost_the_same_however_long_they_are(desk, alice, name):
    found = []
    for size in (1, 10):
        for _ in range(size):
            EarningRule.objects.create(name="双倍积分", scope="category", category=CategoryFactory())
            settle_order(order_id=paid_order(alice, 10_000).pk, at=NOW)
        desk.get(page(name))
        with counted() as statements:
            assert desk.get(page(name)).status_code == 200
        found.append(len(statements))

    assert len(set(found)) == 1, found
