"""DELETE orders/{number}: an ended order leaves the member's list."""

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from mall.orders.models import Order
from mall.orders.services import cancel_order
from tests.factories.orders import placed

pytestmark = pytest.mark.django_db


def path_of(order):
    return f"/api/v1/orders/{order.number}"


@pytest.fixture
def ended(alice, shelf):
    order = placed(alice, shelf)
    cancel_order(order_id=order.pk, actor=Actor.member(alice.pk), at=clock.now(), note="")
    return order


def test_an_ended_order_is_hidden_and_kept(alice, client_of, ended):
    client = client_of(alice)

    answer = client.delete(path_of(ended))

    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(path_of(ended)).status_code == 404
    assert Order.objects.get(pk=ended.pk).is_hidden


def test_deleting_twice_finds_nothing(alice, client_of, ended):
    client = client_of(alice)
    client.delete(path_of(ended))

    assert client.delete(path_of(ended)).status_code == 404


def test_a_live_order_stays(alice, client_of, shelf):
    order = placed(alice, shelf)

    answer = client_of(alice).delete(path_of(order))

    assert (answer.status_code, answer.json()["detail"]) == (409, "订单结束后才能删除")
    assert not Order.objects.get(pk=order.pk).is_hidden


def test_the_order_of_someone_else_is_not_there(carol, client_of, ended):
    assert client_of(carol).delete(path_of(ended)).status_code == 404
    assert not Order.objects.get(pk=ended.pk).is_hidden


def test_a_stranger_must_sign_in(anonymous, ended):
    assert anonymous.delete(path_of(ended)).status_code == 401
