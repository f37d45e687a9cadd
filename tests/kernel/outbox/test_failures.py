"""Back-off, dead letters, and what a failure takes back."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox.claims import backoff
from kernel.outbox.fanout import fan_out
from kernel.outbox.models import Delivery, StoredFact
from kernel.outbox.relay import deliver_pending
from kernel.outbox.subscriptions import subscribe
from kernel.outbox.tasks import sweep
from tests.kernel.outbox import handlers
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened

pytestmark = pytest.mark.django_db


def last_line(error: str) -> str:
    return error.splitlines()[-1]


def seconds_later(seconds: int):
    return clock.at(NOON + timedelta(seconds=seconds))


def test_a_failure_takes_the_effect_and_the_mark_back_together(noon):
    subscribe(ParcelDropped, handlers.open_parcel)
    handlers.broken.add("open 7")
    tell(ParcelDropped(parcel_id=7))

    assert deliver_pending() == 0

    delivery = Delivery.objects.get()
    assert handlers.heard == ["open 7"]
    assert StoredFact.objects.filter(name__endswith="parcel_opened").count() == 0
    assert (delivery.state, delivery.done_at, delivery.attempts) == ("waiting", None, 1)
    assert last_line(delivery.last_error) == "RuntimeError: open 7 is broken"
    assert ", in hear\n" in delivery.last_error
    assert delivery.next_attempt_at == NOON + timedelta(seconds=5)
    assert (delivery.claim, delivery.claimed_until) == ("", None)


def test_a_failed_delivery_waits_out_its_back_off(noon):
    subscribe(ParcelDropped, handlers.note_drop)
    handlers.broken.add("drop 7")
    tell(ParcelDropped(parcel_id=7))
    deliver_pending()
    handlers.broken.clear()

    with seconds_later(4):
        assert deliver_pending() == 0
    with seconds_later(5):
        assert deliver_pending() == 1

    assert handlers.heard == ["drop 7", "drop 7"]
    assert Delivery.objects.get().attempts == 2


@pytest.mark.rule("12.1")
def test_the_back_off_doubles_up_to_an_hour():
    waits = [backoff(attempts).total_seconds() for attempts in range(1, 13)]

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


def fail_until_dead() -> None:
    moment = NOON
    while Delivery.objects.dead().count() == 0:
        with clock.at(moment):
            deliver_pending()
        moment += timedelta(hours=1)


@pytest.mark.rule("12.2")
def test_after_twelve_attempts_it_is_a_dead_letter_and_its_successor_goes_on(noon):
    subscribe(ParcelDropped, handlers.note_drop)
    subscribe(ParcelOpened, handlers.note_opening)
    handlers.broken.add("drop 7")
    tell(ParcelDropped(parcel_id=7), ParcelOpened(parcel_id=7))

    fail_until_dead()

    dead = Delivery.objects.dead().get()
    assert (dead.attempts, last_line(dead.last_error)) == (12, "RuntimeError: drop 7 is broken")
    assert handlers.heard == ["drop 7"] * 12 + ["opened 7"]
    assert Delivery.objects.waiting().count() == 0


def test_a_handler_that_code_no_longer_has_is_reported_not_lost(noon):
    subscribe(ParcelDropped, handlers.note_drop)
    tell(ParcelDropped(parcel_id=7))
    fan_out(NOON)
    Delivery.objects.update(handler="mall.gone.handlers.react")

    assert deliver_pending() == 0

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert last_line(delivery.last_error).endswith("UnknownHandler: mall.gone.handlers.react")


def test_a_clock_that_ran_ahead_keeps_nothing_waiting(noon):
    subscribe(ParcelDropped, handlers.note_drop)
    handlers.broken.add("drop 7")
    tell(ParcelDropped(parcel_id=7))
    with clock.at(NOON + timedelta(days=8)):
        deliver_pending()
    handlers.broken.clear()

    assert deliver_pending() == 0
    assert sweep() == 1
