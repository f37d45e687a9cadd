"""Everything on the operators' site is Chinese."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.staff.roles import AUDITOR
from members.accounts.models import Member
from tests.desks.pages import addresses, english_on, signed_in
from tests.desks.rows import one_of_everything
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db

BESIDE = (
    "admin:index",
    "admin:password_change",
    "admin:password_change_done",
    "admin:mall_catalog_product_import",
    "admin:mall_catalog_product_export",
)


def test_the_walker_sees_english() -> None:
    page = '<p title="Add another">商品 <b>Save</b></p><script>const secret</script><a href="/orders">mall.orders</a>'

    assert english_on(page) == {"Add", "another", "Save"}


def test_no_page_speaks_english(stella: Any, alice: Member) -> None:
    one_of_everything(stella, alice)
    browser = signed_in(stella)

    english = {}
    for address in [*map(reverse, BESIDE), *addresses(stella)]:
        response = browser.get(address)
        assert response.status_code == 200, address
        if words := english_on(response.content.decode()):
            english[address] = words

    assert english == {}


def test_the_sign_in_page_is_chinese(client: Any) -> None:
    response = client.post(reverse("admin:login"), {"username": "nobody", "password": "wrong"})

    assert english_on(response.content.decode()) == set()


def test_a_forbidden_page_says_so_in_chinese() -> None:
    browser = signed_in(operator_with(AUDITOR))

    page = browser.get(reverse("admin:kernel_staff_operator_add"))

    assert page.status_code == 403
    assert "您没有权限打开这个页面" in page.content.decode()
    assert english_on(page.content.decode()) == set()


def test_a_form_without_its_token_is_refused_in_chinese(stella: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(stella)

    page = browser.post(reverse("admin:kernel_options_storedoption_changelist"), {})

    assert page.status_code == 403
    assert "页面已过期" in page.content.decode()
