"""The retry table on the simulated clock: protocols.md 4.7."""

import time
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from simulators.deliveries import Answer
from tests.simulators.shop import Inbox, Shop

TABLE = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600]
WHOLE_DAY = 24 * 3600 + 4 * 60


def notification(shop: Shop) -> dict[str, Any]:
    return dict(shop.sim("notifications", method="GET").json()["notifications"][0])


def gaps(shop: Shop) -> list[int]:
    times = [datetime.fromisoformat(attempt["due_at"]) for attempt in notification(shop)["attempts"]]
    return [int((after - before).total_seconds()) for before, after in pairwise(times)]


def test_an_unanswered_notification_is_repeated_fifteen_times_by_the_table(shop: Shop, inbox: Inbox) -> None:
    inbox.fail(99)
    shop.buy()
    shop.simulators.clock.advance(WHOLE_DAY)

    shop.simulators.run_due()

    assert gaps(shop) == TABLE
    assert sum(TABLE) == WHOLE_DAY
    assert notification(shop)["state"] == "given_up"
    assert len({body["id"] for body in inbox.bodies}) == 1


def test_each_retry_comes_exactly_at_its_time(shop: Shop, inbox: Inbox) -> None:
    inbox.fail(99)
    shop.buy()
    shop.simulators.run_due()

    for count, gap in enumerate(TABLE, start=1):
        shop.simulators.clock.advance(gap - 1)
        shop.simulators.run_due()
        assert len(inbox.parcels) == count
        shop.simulators.clock.advance(1)
        shop.simulators.run_due()
        assert len(inbox.parcels) == count + 1


@pytest.mark.parametrize("status", [200, 204])
def test_a_taken_notification_is_not_repeated(shop: Shop, inbox: Inbox, status: int) -> None:
    inbox.answers = [Answer(500), Answer(status)]
    shop.buy()
    shop.simulators.clock.advance(WHOLE_DAY)

    shop.simulators.run_due()

    assert len(inbox.parcels) == 2
    assert notification(shop)["state"] == "delivered"


@pytest.mark.parametrize("answer", [Answer(301), Answer(404), Answer(201), Answer(0, error="timed out")])
def test_any_other_answer_is_a_failure(shop: Shop, inbox: Inbox, answer: Answer) -> None:
    inbox.answers = [answer]
    shop.buy()

    shop.simulators.run_due()

    assert notification(shop)["state"] == "waiting"
    assert notification(shop)["attempts"][0]["status"] == answer.status


def test_a_jump_plays_all_messages_in_the_order_of_their_times(shop: Shop, inbox: Inbox) -> None:
    inbox.fail(2)
    shop.buy("20261121000000000001")
    shop.simulators.clock.advance(1)
    shop.buy("20261121000000000002")
    shop.simulators.clock.advance(3600)

    shop.simulators.run_due()

    numbers = [shop.read(parcel)["resource"]["out_trade_no"][-1] for parcel in inbox.parcels]
    assert numbers == ["1", "2", "1", "2"]


def test_a_jump_sends_what_was_delayed_after_what_was_not(shop: Shop, inbox: Inbox) -> None:
    shop.sim("notifications", {"kind": "delay", "seconds": 600})
    shop.buy("20261121000000000001")
    shop.buy("20261121000000000002")
    shop.simulators.clock.advance(3600)

    shop.simulators.run_due()

    numbers = [shop.read(parcel)["resource"]["out_trade_no"][-1] for parcel in inbox.parcels]
    assert numbers == ["2", "1"]


def test_a_copy_that_is_taken_ends_the_retries_of_the_first(shop: Shop, inbox: Inbox) -> None:
    inbox.fail(1)
    shop.sim("notifications", {"kind": "duplicate"})
    shop.buy()
    shop.simulators.run_due()

    assert (notification(shop)["state"], notification(shop)["next_at"]) == ("delivered", None)
    assert len(inbox.parcels) == 2


def test_the_clock_moves_by_seconds_or_to_a_moment(shop: Shop) -> None:
    moved = shop.sim("clock", {"now": "2027-01-01T08:00:00+08:00"}).json()["now"]
    advanced = shop.sim("clock", {"advance_seconds": 86400}).json()["now"]

    assert moved == "2027-01-01T08:00:00+08:00"
    assert advanced == "2027-01-02T08:00:00+08:00"
    assert shop.sim("clock", method="GET").json() == {"now": advanced, "is_stopped": True}


def test_a_resumed_clock_runs_on_from_where_it_stood(shop: Shop) -> None:
    shop.sim("clock", {"now": "2027-01-01T08:00:00+08:00"})
    stood = shop.simulators.clock.now()

    shown = shop.sim("clock", {"is_stopped": False}).json()

    assert shown["is_stopped"] is False
    assert 0 < shop.simulators.clock.now() - stood < 60


def test_a_reset_clock_follows_the_wall_clock(shop: Shop) -> None:
    shop.sim("clock", {"advance_seconds": 86400})

    shop.sim("reset")

    assert abs(shop.simulators.clock.now() - time.time()) < 1


@pytest.mark.parametrize(
    "fields",
    [{}, {"now": "tomorrow"}, {"now": "2027-01-01"}, {"advance_seconds": "x"}, {"advance_seconds": 1, "now": ""}],
)
def test_a_clock_call_that_makes_no_sense_is_refused(shop: Shop, fields: dict[str, Any]) -> None:
    assert shop.sim("clock", fields).status_code == 400
