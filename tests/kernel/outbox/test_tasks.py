"""The relay as the workers run it, and the clock jobs."""

import threading
from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox import tasks
from kernel.outbox.models import Delivery, StoredFact
from kernel.outbox.relay import deliver_pending
from kernel.outbox.subscriptions import subscribe
from tests.kernel.outbox import handlers
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened

THIRTY_DAYS = timedelta(days=30)


@pytest.mark.django_db
def test_the_relay_runs_what_is_inside_and_hands_the_channels_on(kicks):
    subscribe(ParcelDropped, handlers.note_drop)
    subscribe(ParcelOpened, handlers.call_courier, outside_transaction=True)
    tell(ParcelDropped(parcel_id=7), ParcelOpened(parcel_id=8))

    tasks.relay()

    assert handlers.heard == ["drop 7"]
    assert kicks == ["kernel.outbox.tasks.relay_outside"]


@pytest.mark.django_db
def test_the_channel_relay_hands_back_what_waited_behind(kicks):
    subscribe(ParcelDropped, handlers.call_courier, outside_transaction=True)
    subscribe(ParcelOpened, handlers.note_opening)
    tell(ParcelDropped(parcel_id=7), ParcelOpened(parcel_id=7))
    tasks.relay()

    tasks.relay_outside()

    assert handlers.heard == ["call 7"]
    assert kicks == ["kernel.outbox.tasks.relay_outside", "kernel.outbox.tasks.relay"]


@pytest.mark.django_db
def test_the_sweep_delivers_what_no_kick_brought(kicks):
    subscribe(ParcelDropped, handlers.note_drop)
    tell(ParcelDropped(parcel_id=7))

    assert tasks.sweep() == 1

    assert handlers.heard == ["drop 7"]
    assert kicks == []


def test_work_that_is_wanted_meanwhile_is_done_by_who_is_at_it():
    inside, go_on, runs = threading.Event(), threading.Event(), []

    def work() -> int:
        runs.append("run")
        inside.set()
        go_on.wait(2)
        return 1

    once = tasks.OneAtATime(work)
    first = threading.Thread(target=once.run)
    first.start()
    inside.wait(2)

    assert once.run() == 0

    go_on.set()
    first.join(2)
    assert runs == ["run", "run"]


@pytest.mark.django_db
def test_delivered_facts_are_kept_thirty_days(noon):
    subscribe(ParcelDropped, handlers.note_drop)
    tell(ParcelDropped(parcel_id=7), ParcelOpened(parcel_id=8))
    deliver_pending()

    with clock.at(NOON + THIRTY_DAYS):
        assert tasks.purge_delivered() == 0
    with clock.at(NOON + THIRTY_DAYS + timedelta(seconds=1)):
        assert tasks.purge_delivered() == 3

    assert (StoredFact.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_what_is_waiting_or_dead_keeps_its_fact(noon, settings, monkeypatch):
    monkeypatch.setattr(tasks, "PURGE_BATCH", 1)
    settings.OUTBOX_MAX_ATTEMPTS = 1
    subscribe(ParcelDropped, handlers.note_drop)
    handlers.broken.add("drop 7")
    tell(ParcelDropped(parcel_id=7), ParcelDropped(parcel_id=8))
    deliver_pending()
    tell(ParcelDropped(parcel_id=9))

    with clock.at(NOON + timedelta(days=365)):
        assert tasks.purge_delivered() == 2

    assert [fact.payload["parcel_id"] for fact in StoredFact.objects.order_by("id")] == [7, 9]
    assert [delivery.state for delivery in Delivery.objects.all()] == ["dead"]
