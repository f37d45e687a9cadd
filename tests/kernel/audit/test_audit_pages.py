"""The audit log for operators: found by who, what and when; changes field by field; nothing can be altered."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.audit.actors import Actor
from kernel.audit.models import AuditEntry
from kernel.audit.services import record
from kernel.staff.models import Operator
from kernel.staff.roles import AUDITOR
from tests.factories.staff import OperatorFactory, operator_with

pytestmark = pytest.mark.django_db

LIST = "admin:kernel_audit_auditentry_changelist"


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(operator_with(AUDITOR))
    return client


@pytest.fixture
def wang(db: None) -> Operator:
    operator: Operator = OperatorFactory(display_name="小王")
    return operator


def renamed(wang: Operator) -> AuditEntry:
    return record(
        actor=Actor.operator(wang.pk),
        action="kernel.staff.rename",
        label="改名",
        target=f"kernel_staff.operator:{wang.pk}",
        before={"display_name": "老王", "is_active": True},
        after={"display_name": "小王", "is_active": False, "input": {"原因": "本人要求"}},
    )


def shown(browser: Client, **filters: Any) -> str:
    return browser.get(reverse(LIST), filters).content.decode()


def test_the_list_says_who_did_what_to_which(browser: Client, wang: Operator) -> None:
    renamed(wang)
    record(actor=Actor.member(7), action="mall.orders.cancel", label="取消订单", target="mall_orders.order:9")

    text = shown(browser)

    for words in ("小王", "改名", f"员工 {wang.pk}", "会员 7", "取消订单", "订单 9"):
        assert words in text


@pytest.mark.parametrize(
    "filters", [{"act": "kernel.staff.rename"}, {"actor_kind__exact": "operator"}, {"q": "改名"}, {"operator": "wang"}]
)
def test_it_is_found_by_actor_action_and_word(browser: Client, wang: Operator, filters: dict[str, str]) -> None:
    renamed(wang)
    record(actor=Actor.member(7), action="mall.orders.cancel", label="取消订单", target="mall_orders.order:9")
    if "operator" in filters:
        filters = {"operator": str(wang.pk)}

    text = shown(browser, **filters)

    assert f"员工 {wang.pk}" in text
    assert "订单 9" not in text


def test_an_entry_shows_each_field_before_and_after(browser: Client, wang: Operator) -> None:
    entry = renamed(wang)

    text = browser.get(reverse("admin:kernel_audit_auditentry_change", args=[entry.pk])).content.decode()

    for words in ("姓名", "老王", "小王", "启用", "填写：原因", "本人要求", entry.digest):
        assert words in text


def test_states_moments_and_money_are_shown_as_on_their_pages(browser: Client) -> None:
    before = {"status": "to_ship", "shipped_at": None, "payable_fen": 1999}
    after = {"status": "shipped", "shipped_at": "2026-11-21T16:30:00+00:00", "payable_fen": 1000}
    entry = record(actor=Actor.system(), action="a.b", target="mall_orders.order:9", before=before, after=after)

    text = browser.get(reverse("admin:kernel_audit_auditentry_change", args=[entry.pk])).content.decode()

    for words in ("待发货", "待收货", "2026-11-22 00:30", "¥19.99", "¥10.00"):
        assert words in text


def test_a_row_leads_to_its_entries(browser: Client, wang: Operator) -> None:
    renamed(wang)
    record(actor=Actor.system(), action="test.other", label="别的事", target="shop:1")

    page = browser.get(reverse("admin:kernel_staff_operator_history", args=[wang.pk]), follow=True)

    table = page.context["cl"].result_list
    assert [entry.label for entry in table] == ["改名"]


@pytest.mark.parametrize("view", ["change", "delete"])
def test_nothing_can_be_altered(client: Client, stella: Any, wang: Operator, view: str) -> None:
    client.force_login(stella)
    entry = renamed(wang)

    response = client.post(reverse(f"admin:kernel_audit_auditentry_{view}", args=[entry.pk]), {"label": "无事"})

    entry.refresh_from_db()
    assert response.status_code == 403
    assert entry.label == "改名"


def test_the_selection_is_exported(browser: Client, wang: Operator) -> None:
    entry = renamed(wang)

    response = browser.post(reverse(LIST), {"action": "export_audit", "_selected_action": [entry.pk]})

    text = b"".join(response).decode("utf-8-sig")
    assert text.splitlines()[0] == "序号,时间,操作人,操作,对象,操作前,操作后"
    assert "小王,改名" in text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_for_any_length(
    browser: Client, wang: Operator, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        renamed(wang)

    with django_assert_max_num_queries(14):
        assert browser.get(reverse(LIST)).status_code == 200
