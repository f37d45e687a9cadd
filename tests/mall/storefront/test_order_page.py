"""GET orders/{number}: one order as its owner sees it."""

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from mall.orders.services import cancel_order, remark_order
from tests.factories.orders import placed

pytestmark = pytest.mark.django_db


def path_of(order):
    return f"/api/v1/orders/{order.number}"


def test_the_owner_reads_the_whole_page(alice, client_of, shelf):
    order = placed(alice, shelf, quantity=3)

    page = client_of(alice).get(path_of(order)).json()

    assert (page["number"], page["status"], page["payable_fen"]) == (order.number, "pending_payment", 3000)
    assert (page["payment_state"], page["fulfilment_state"], page["aftersale_state"]) == ("unpaid", "none", "none")
    assert (page["parcels"], page["freight_fen"], page["paid_at"]) == ([], 0, None)
    assert [(m["kind"], m["status"], m["text"]) for m in page["timeline"]] == [
        ("placed", "pending_payment", "提交订单"),
    ]  # fmt: skip
    [line] = page["lines"]
    assert {name: line[name] for name in ("sku_id", "quantity", "unit_price_fen", "paid_fen", "adjustments")} == {
        "sku_id": str(shelf.sku_id), "quantity": 3, "unit_price_fen": 1000, "paid_fen": 3000, "adjustments": [],
    }  # fmt: skip


def test_times_carry_the_zone_of_the_shop(alice, client_of, shelf):
    page = client_of(alice).get(path_of(placed(alice, shelf))).json()

    assert page["placed_at"].endswith("+08:00")
    assert page["timeline"][0]["at"].endswith("+08:00")


def test_what_staff_notes_is_not_shown(alice, client_of, shelf, stella):
    order = placed(alice, shelf)
    remark_order(order_id=order.pk, text="难缠的客人", actor=Actor.operator(stella.pk), at=clock.now())

    assert "难缠" not in client_of(alice).get(path_of(order)).content.decode()


@pytest.mark.rule("13.2")
def test_the_order_of_someone_else_is_not_there(alice, carol, client_of, shelf):
    order = placed(alice, shelf)

    answer = client_of(carol).get(path_of(order))

    assert (answer.status_code, answer.json()["code"]) == (404, "order_not_found")


def test_a_stranger_must_sign_in(anonymous, alice, shelf):
    assert anonymous.get(path_of(placed(alice, shelf))).status_code == 401


@pytest.mark.parametrize("number", ["0" * 20, "1" * 19, "1" * 21, "abc"])
def test_a_strange_number_is_simply_not_there(alice, client_of, number):
    assert client_of(alice).get(f"/api/v1/orders/{number}").status_code == 404


def test_actions_follow_the_state(alice, client_of, shelf):
    order = placed(alice, shelf)
    cancel_order(order_id=order.pk, actor=Actor.member(alice.pk), at=clock.now(), note="")

    page = client_of(alice).get(path_of(order)).json()

    assert (page["status"], page["actions"]) == ("cancelled", ["delete", "buy_again"])
