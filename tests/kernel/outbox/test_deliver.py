"""Delivery as it goes well, and the order it keeps (rules 12.1, 12.2)."""

import pytest

from kernel.outbox.models import Delivery
from kernel.outbox.relay import deliver_pending
from kernel.outbox.subscriptions import subscribe
from tests.kernel.outbox import handlers
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened
from tests.kernel.outbox.neighbours.handlers import look_at_drop, look_at_opening

pytestmark = pytest.mark.django_db


def test_a_handler_gets_the_fact_and_the_delivery_is_done(noon):
    subscribe(ParcelDropped, handlers.note_drop)
    tell(ParcelDropped(parcel_id=7))

    assert deliver_pending() == 1

    delivery = Delivery.objects.get()
    assert handlers.heard == ["drop 7"]
    assert (delivery.state, delivery.done_at, delivery.attempts, delivery.claim) == ("done", NOON, 1, "")


def test_what_is_delivered_is_not_delivered_again():
    subscribe(ParcelDropped, handlers.note_drop)
    tell(ParcelDropped(parcel_id=7))
    deliver_pending()

    assert deliver_pending() == 0

    assert handlers.heard == ["drop 7"]


def test_what_a_handler_tells_is_delivered_too():
    subscribe(ParcelDropped, handlers.open_parcel)
    subscribe(ParcelOpened, handlers.note_opening)
    tell(ParcelDropped(parcel_id=7))

    assert deliver_pending() == 2

    assert handlers.heard == ["open 7", "opened 7"]


@pytest.mark.rule("12.2")
def test_a_room_hears_of_an_aggregate_in_the_order_it_happened():
    subscribe(ParcelOpened, handlers.note_opening)
    subscribe(ParcelDropped, handlers.note_drop)
    for _ in range(3):
        tell(ParcelDropped(parcel_id=7))
        tell(ParcelOpened(parcel_id=7))

    assert deliver_pending() == 6

    assert handlers.heard == ["drop 7", "opened 7"] * 3


@pytest.mark.rule("12.2")
def test_a_retry_blocks_its_successors_in_the_room_and_nobody_else():
    subscribe(ParcelDropped, handlers.note_drop)
    subscribe(ParcelOpened, handlers.note_opening)
    subscribe(ParcelDropped, look_at_drop)
    subscribe(ParcelOpened, look_at_opening)
    handlers.broken.add("drop 7")
    for number in (7, 8):
        tell(ParcelDropped(parcel_id=number), ParcelOpened(parcel_id=number))

    assert deliver_pending() == 6

    assert sorted(handlers.heard) == [
        "drop 7",
        "drop 8",
        "neighbour drop 7",
        "neighbour drop 8",
        "neighbour opened 7",
        "neighbour opened 8",
        "opened 8",
    ]
    assert Delivery.objects.waiting().count() == 2


def test_a_batch_that_is_cut_short_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr("kernel.outbox.relay.INSIDE_BATCH", 2)
    monkeypatch.setattr("kernel.outbox.claims.FOLLOWERS", 1)
    subscribe(ParcelDropped, handlers.note_drop)
    tell(*(ParcelDropped(parcel_id=number % 3) for number in range(9)))

    assert deliver_pending() == 9

    assert Delivery.objects.filter(state="done", claim="").count() == 9
