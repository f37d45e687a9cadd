"""POST orders: the answer, its replay, and what is refused."""

import pytest

from mall.inventory.models import StockItem
from mall.orders.models import Order

pytestmark = pytest.mark.django_db
PATH = "/api/v1/orders"
KEY = {"Idempotency-Key": "3b6f0c7e"}


def body_of(shelf, quantity=1, **more):
    return {"lines": [{"sku_id": str(shelf.sku_id), "quantity": quantity}], **more}


def held(shelf):
    return StockItem.objects.get(pk=shelf.pk).held


def test_a_member_places_an_order(alice, client_of, shelf):
    body = body_of(shelf, 2, expected_payable_fen=2000, remark="轻放")

    answer = client_of(alice).post(PATH, body, format="json", headers=KEY)

    order = Order.objects.get()
    assert answer.status_code == 201
    assert (answer.json()["number"], answer.json()["status"]) == (order.number, "pending_payment")
    assert (answer.json()["payable_fen"], answer.json()["remark"]) == (2000, "轻放")
    assert (order.member_id, held(shelf)) == (alice.pk, 2)


def test_the_answer_is_the_orders_page(alice, client_of, shelf):
    client = client_of(alice)

    placed = client.post(PATH, body_of(shelf), format="json", headers=KEY).json()

    assert client.get(f"{PATH}/{placed['number']}").json() == placed


def test_a_repeated_key_answers_the_same_and_places_nothing_more(alice, client_of, shelf):
    client = client_of(alice)
    first = client.post(PATH, body_of(shelf), format="json", headers=KEY)

    again = client.post(PATH, body_of(shelf), format="json", headers=KEY)

    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert (Order.objects.count(), held(shelf)) == (1, 1)


@pytest.mark.rule("13.4")
def test_a_used_key_takes_no_other_body(alice, client_of, shelf):
    client = client_of(alice)
    client.post(PATH, body_of(shelf), format="json", headers=KEY)

    assert client.post(PATH, body_of(shelf, 2), format="json", headers=KEY).status_code == 422
    assert Order.objects.count() == 1


def test_without_a_key_nothing_is_placed(alice, client_of, shelf):
    answer = client_of(alice).post(PATH, body_of(shelf), format="json")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_required")
    assert not Order.objects.exists()


def test_a_stranger_must_sign_in(anonymous, shelf):
    assert anonymous.post(PATH, body_of(shelf), format="json", headers=KEY).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"price_fen": 1},
        {"lines": []},
        {"lines": [{"sku_id": "1", "quantity": 0}]},
        {"lines": [{"sku_id": "1", "quantity": 1.5}]},
        {"lines": [{"sku_id": "1", "quantity": 1, "unit_price_fen": 1}]},
        {"from_cart": True},
        {"remark": "长" * 201},
        {"expected_payable_fen": -1},
        {"address_id": "x"},
    ],
)
def test_a_bad_body_places_nothing(alice, client_of, shelf, change):
    answer = client_of(alice).post(PATH, body_of(shelf) | change, format="json", headers=KEY)

    assert answer.status_code == 422
    assert (Order.objects.count(), held(shelf)) == (0, 0)


def test_a_price_that_is_no_more_is_refused_with_the_new_quote(alice, client_of, shelf):
    answer = client_of(alice).post(PATH, body_of(shelf, expected_payable_fen=1), format="json", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")
    assert answer.json()["quote"]["payable_fen"] == 1000
    assert (Order.objects.count(), held(shelf)) == (0, 0)


def test_more_than_there_is_is_refused_and_holds_nothing(alice, client_of, shelf):
    answer = client_of(alice).post(PATH, body_of(shelf, 1001), format="json", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_enough_stock")
    assert answer.json()["shortages"] == [{"sku_id": str(shelf.sku_id), "available": 1000}]
    assert (Order.objects.count(), held(shelf)) == (0, 0)
