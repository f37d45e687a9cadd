"""GET orders: a member's own orders, newest first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from kernel.audit.actors import Actor
from mall.orders.services import cancel_order, hide_order
from tests.factories.orders import placed

pytestmark = pytest.mark.django_db
PATH = "/api/v1/orders"


def numbers(answer):
    return [row["number"] for row in answer.json()["results"]]


def test_a_stranger_must_sign_in(anonymous):
    assert anonymous.get(PATH).status_code == 401


def test_a_member_sees_own_orders_newest_first(alice, carol, client_of, shelf):
    now = clock.now()
    older = placed(alice, shelf, at=now - timedelta(days=1))
    newer = placed(alice, shelf, quantity=2, at=now)
    placed(carol, shelf)

    answer = client_of(alice).get(PATH)

    assert (numbers(answer), answer.json()["next"]) == ([newer.number, older.number], None)
    first = answer.json()["results"][0]
    assert (first["status"], first["payable_fen"], first["actions"]) == (
        "pending_payment", 2000, ["pay", "cancel", "buy_again"],
    )  # fmt: skip
    assert [(line["quantity"], line["paid_fen"]) for line in first["lines"]] == [(2, 2000)]


def test_one_status_may_be_asked_for(alice, client_of, shelf):
    waiting, cancelled = placed(alice, shelf), placed(alice, shelf)
    cancel_order(order_id=cancelled.pk, actor=Actor.member(alice.pk), at=clock.now(), note="")

    client = client_of(alice)

    assert numbers(client.get(PATH, {"status": "cancelled"})) == [cancelled.number]
    assert numbers(client.get(PATH, {"status": "pending_payment"})) == [waiting.number]
    assert numbers(client.get(PATH, {"status": "completed"})) == []


def test_deleted_orders_are_not_listed(alice, client_of, shelf):
    order = placed(alice, shelf)
    cancel_order(order_id=order.pk, actor=Actor.member(alice.pk), at=clock.now(), note="")
    hide_order(order_id=order.pk, actor=Actor.member(alice.pk), at=clock.now())

    assert numbers(client_of(alice).get(PATH)) == []


def test_pages_walk_to_the_end_each_order_once(alice, client_of, shelf, walk):
    now = clock.now()
    orders = [placed(alice, shelf, at=now - timedelta(minutes=n // 2)) for n in range(9)]

    found = walk(client_of(alice), PATH, limit=4)

    assert [row["number"] for row in found] == [
        order.number for order in sorted(orders, key=lambda order: (order.placed_at, order.pk), reverse=True)
    ]


@pytest.mark.rule("13.3")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=paid", "status"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("page=2", "page"),
        ("status=", "status"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(alice, client_of, query, field):
    answer = client_of(alice).get(f"{PATH}?{query}")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_forged_cursor_is_refused(alice, client_of):
    assert client_of(alice).get(f"{PATH}?cursor=junk").json()["code"] == "bad_cursor"


def test_queries_do_not_grow_with_the_orders(alice, client_of, shelf):
    client, spent = client_of(alice), []
    for more in (1, 19, 80):
        for _ in range(more):
            placed(alice, shelf)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PATH, {"limit": 100}).status_code == 200
        spent.append(len(queries))

    assert spent == [spent[0]] * 3
    assert spent[0] <= 8
