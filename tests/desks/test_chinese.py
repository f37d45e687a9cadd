"""Everything on the operators' site is Chinese."""

from typing import Any

import pytest
from django.urls import reverse

from members.accounts.models import Member
from tests.desks.pages import addresses, english_on, signed_in
from tests.desks.rows import one_of_everything

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
