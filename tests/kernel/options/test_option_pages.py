"""The settings pages: all options by room; each edited on its own page, checked, audited."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.audit.models import AuditEntry
from kernel.options.models import StoredOption
from kernel.options.services import set_option
from kernel.staff.roles import AUDITOR, OPERATOR, SERVICE
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db

LIST = "admin:kernel_options_storedoption_changelist"


def page(name: str) -> str:
    return reverse("admin:kernel_options_set", args=[name])


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(operator_with(OPERATOR, display_name="小王"))
    return client


def test_the_list_shows_every_option_with_value_and_default(shop: SimpleNamespace, browser: Client) -> None:
    set_option(name="mall.orders.free_from", value=5000, operator_id=browser.session["_auth_user_id"])

    text = browser.get(reverse(LIST)).content.decode()

    for words in ("订单", "商品", "付款时限（分钟）", "关闭后会员不能评价", "¥50.00", "默认：¥99.00", "小王", "新品"):
        assert words in text


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("mall.orders.pay_minutes", "15", 15),
        ("mall.orders.reviews", "on", True),
        ("mall.catalog.notice", "双十一", "双十一"),
        ("mall.catalog.sort", "sales", "sales"),
        ("mall.orders.free_from", "88.80", 8880),
    ],
)
def test_a_value_is_stored_by_its_kind(
    shop: SimpleNamespace, browser: Client, name: str, typed: str, stored: Any
) -> None:
    response = browser.post(page(name), {"value": typed})

    assert (response.status_code, response["Location"]) == (302, reverse(LIST))
    assert StoredOption.objects.get(name=name).value == stored
    assert AuditEntry.objects.get().after == {"value": stored}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("mall.orders.pay_minutes", "0"),
        ("mall.orders.pay_minutes", "abc"),
        ("mall.catalog.notice", "十一个字就超过了上限啊啊"),
        ("mall.catalog.sort", "price"),
        ("mall.orders.free_from", "1.234"),
        ("mall.orders.free_from", "100000"),
    ],
)
def test_a_wrong_value_is_shown_again(shop: SimpleNamespace, browser: Client, name: str, typed: str) -> None:
    response = browser.post(page(name), {"value": typed})

    assert response.status_code == 422
    assert not StoredOption.objects.exists()
    assert not AuditEntry.objects.exists()


def test_an_unticked_switch_is_off(shop: SimpleNamespace, browser: Client) -> None:
    set_option(name="mall.orders.reviews", value=True, operator_id=1)

    browser.post(page("mall.orders.reviews"), {})

    assert shop.reviews.get() is False


def test_the_default_comes_back(shop: SimpleNamespace, browser: Client) -> None:
    set_option(name="mall.orders.pay_minutes", value=15, operator_id=1)

    browser.post(page("mall.orders.pay_minutes"), {"reset": "1"})

    assert shop.minutes.get() == 30
    assert not StoredOption.objects.exists()


def test_money_is_edited_in_yuan(shop: SimpleNamespace, browser: Client) -> None:
    assert 'value="99.00"' in browser.get(page("mall.orders.free_from")).content.decode()


def test_an_unknown_option_is_not_found(shop: SimpleNamespace, browser: Client) -> None:
    assert browser.get(page("mall.orders.nothing")).status_code == 404


def test_the_auditor_reads_and_cannot_change(shop: SimpleNamespace, client: Client) -> None:
    client.force_login(operator_with(AUDITOR))

    seen = client.get(reverse(LIST))
    answer = client.post(page("mall.orders.pay_minutes"), {"value": "15"})

    assert (seen.status_code, answer.status_code) == (200, 403)
    assert page("mall.orders.pay_minutes") not in seen.content.decode()
    assert not StoredOption.objects.exists()


def test_customer_service_does_not_see_it(shop: SimpleNamespace, client: Client) -> None:
    client.force_login(operator_with(SERVICE))

    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(page("mall.orders.pay_minutes")).status_code == 403
