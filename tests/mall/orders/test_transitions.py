"""One table of moves; each is one conditional update with its event and its fact (rules 4.1)."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from mall.orders.models import Order, OrderEvent
from mall.orders.services.moving import IllegalMove, lock_order, move
from mall.orders.states import ENDED, TRANSITIONS, Status
from tests.mall.orders.steps import STELLA

pytestmark = [pytest.mark.django_db, pytest.mark.rule("4.1")]
ALL = list(itertools.product(Status, Status))
LEGAL = [(before, after) for before, after in ALL if after in TRANSITIONS[before]]


@pytest.fixture
def order(till, alice, cup):
    return till.place(alice, {cup: 1})


def in_state(order, status):
    Order.objects.filter(pk=order.pk).update(status=status)
    return lock_order(order.pk)


@pytest.mark.parametrize(("before", "after"), LEGAL)
def test_a_legal_move_writes_state_and_event(order, before, after):
    move(in_state(order, before), after, actor=STELLA, at=clock.now(), note="因为")

    event = OrderEvent.objects.latest("id")
    assert Order.objects.get().status == after
    assert (event.before, event.after, event.actor_kind, event.actor_id, event.note) == (
        before,
        after,
        "operator",
        1,
        "因为",
    )


def test_every_other_move_is_refused_and_leaves_no_trace(order, facts):
    events = OrderEvent.objects.count()
    told = facts("order_confirmed") + facts("order_cancelled") + facts("order_completed")

    for before, after in set(ALL) - set(LEGAL):
        with pytest.raises(IllegalMove):
            move(in_state(order, before), after, actor=STELLA, at=clock.now())
        assert Order.objects.get().status == before
    assert (OrderEvent.objects.count(), told) == (events, [])


def test_whoever_comes_second_is_refused(order):
    seen = in_state(order, Status.PENDING_PAYMENT)
    in_state(order, Status.CANCELLING)

    with pytest.raises(IllegalMove):
        move(seen, Status.TO_SHIP, actor=STELLA, at=clock.now())

    assert Order.objects.get().status == "cancelling"


@pytest.mark.parametrize(
    ("before", "after", "fact"),
    [
        (Status.PENDING_PAYMENT, Status.TO_SHIP, "order_confirmed"),
        (Status.GROUPING, Status.TO_SHIP, "order_confirmed"),
        (Status.CANCELLING, Status.CANCELLED, "order_cancelled"),
        (Status.RECEIVED, Status.COMPLETED, "order_completed"),
    ],
)
def test_a_move_tells_its_fact(order, facts, before, after, fact):
    move(in_state(order, before), after, actor=STELLA, at=clock.now())

    assert facts(fact) == [{"order_id": order.pk, "member_id": order.member_id}]


def test_the_table_names_every_state_and_ends_where_nothing_follows():
    assert set(TRANSITIONS) == set(Status)
    assert {status for status in Status if not TRANSITIONS[status]} == {Status.CANCELLED, Status.CLOSED}
    assert set(ENDED) == {Status.COMPLETED, Status.CANCELLED, Status.CLOSED}


@pytest.mark.parametrize("wrong", [{"status": "lost"}, {"payable_fen": 1}, {"refunded_fen": 2001}, {"goods_fen": 0}])
def test_the_database_refuses_what_cannot_be(order, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": 0},
        {"shipped_quantity": 2},
        {"dropped_quantity": 1},
        {"refunded_quantity": 2},
        {"refunded_fen": 1001},
        {"shipped_quantity": 1, "dropped_quantity": 1, "refunded_quantity": 1},
    ],
)
def test_the_database_refuses_lines_that_cannot_be(order, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        order.lines.update(**wrong)
