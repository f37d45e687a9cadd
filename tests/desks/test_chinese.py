"""Everything on the operators' site is Chinese."""

from typing import Any

import pytest
from django.urls import reverse

from kernel.audit.actors import Actor
from kernel.audit.services import record
from kernel.staff.roles import OPERATOR
from tests.desks.pages import addresses, english_on, signed_in
from tests.factories.outbox import DeliveryFactory
from tests.factories.staff import operator_with

pytestmark = pytest.mark.django_db


def test_the_walker_sees_english() -> None:
    page = '<p title="Add another">商品 <b>Save</b></p><script>const secret</script><a href="/orders">mall.orders</a>'

    assert english_on(page) == {"Add", "another", "Save"}


def test_no_page_speaks_english(stella: Any) -> None:
    record(actor=Actor.operator(stella.pk), action="kernel.staff.sign_in", label="登录后台", target="shop:1")
    DeliveryFactory(state="dead", last_error="数据库繁忙")
    operator_with(OPERATOR)
    browser = signed_in(stella)

    english = {}
    for address in [reverse("admin:index"), reverse("admin:password_change"), *addresses(stella)]:
        response = browser.get(address)
        assert response.status_code == 200, address
        if words := english_on(response.content.decode()):
            english[address] = words

    assert english == {}


def test_the_sign_in_page_is_chinese(client: Any) -> None:
    response = client.post(reverse("admin:login"), {"username": "nobody", "password": "wrong"})

    assert english_on(response.content.decode()) == set()
