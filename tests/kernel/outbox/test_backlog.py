"""How far behind the relay is, and what must never be behind."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox.fanout import fan_out
from kernel.outbox.invariants import undelivered_facts
from kernel.outbox.models import Delivery, StoredFact
from kernel.outbox.relay import deliver_pending
from kernel.outbox.selectors import Backlog, backlog, dead_letters, handler_counts
from kernel.outbox.subscriptions import subscribe
from tests.kernel.outbox import handlers
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened

pytestmark = pytest.mark.django_db
QUIET = Backlog(lag_seconds=0, facts_to_fan_out=0, waiting=0, retrying=0, dead=0)


def later(**span):
    return NOON + timedelta(**span)


@pytest.fixture
def told(noon):
    subscribe(ParcelDropped, handlers.note_drop)
    subscribe(ParcelOpened, handlers.note_opening)
    tell(ParcelDropped(parcel_id=7), ParcelOpened(parcel_id=7))


def test_an_empty_outbox_has_no_lag():
    assert backlog(NOON) == QUIET


def test_lag_is_the_age_of_the_oldest_fact_nobody_took(told):
    assert backlog(later(seconds=30)) == Backlog(30, facts_to_fan_out=2, waiting=0, retrying=0, dead=0)


def test_lag_is_the_age_of_the_oldest_delivery_that_could_run(told):
    fan_out(NOON)

    assert backlog(later(seconds=30)) == Backlog(30, facts_to_fan_out=0, waiting=2, retrying=0, dead=0)


def test_what_backs_off_and_what_waits_behind_it_are_no_lag(told):
    handlers.broken.add("drop 7")
    deliver_pending()

    assert backlog(later(seconds=4)) == Backlog(0, facts_to_fan_out=0, waiting=2, retrying=1, dead=0)


def test_a_fact_of_unknown_name_is_counted_and_makes_nobody_unready():
    StoredFact.objects.create(name="mall.gone.thing_done", aggregate="thing_id:1", payload={}, published_at=NOON)

    assert backlog(later(days=1)) == Backlog(0, facts_to_fan_out=1, waiting=0, retrying=0, dead=0)


def test_dead_letters_are_listed_with_their_fact(told, settings, django_assert_num_queries):
    settings.OUTBOX_MAX_ATTEMPTS = 1
    handlers.broken.update({"drop 7", "opened 7"})
    deliver_pending()

    with django_assert_num_queries(1):
        assert [letter.fact.name.rpartition(".")[2] for letter in dead_letters()] == ["parcel_opened", "parcel_dropped"]
    assert backlog(later(hours=1)).dead == 2


def test_each_handler_is_counted_by_state(told):
    handlers.broken.add("opened 7")
    deliver_pending()

    note_drop, note_opening = handler_counts()
    assert note_drop == {
        "handler": "tests.kernel.outbox.handlers.note_drop",
        "waiting": 0,
        "done": 1,
        "dead": 0,
        "last_done_at": NOON,
    }
    assert (note_opening["waiting"], note_opening["done"]) == (1, 0)


def test_nothing_is_undelivered_after_ten_minutes_but_dead_letters(told, settings):
    settings.OUTBOX_MAX_ATTEMPTS = 1
    handlers.broken.add("drop 7")
    deliver_pending()

    with clock.at(later(days=1)):
        assert list(undelivered_facts()) == []


def test_what_is_undelivered_after_ten_minutes_is_named(told):
    handlers.broken.add("drop 7")
    deliver_pending()
    tell(ParcelDropped(parcel_id=8))
    first, second = Delivery.objects.order_by("id")
    fact = StoredFact.objects.latest("id")

    with clock.at(later(minutes=9)):
        assert list(undelivered_facts()) == []
    with clock.at(later(minutes=10)):
        assert list(undelivered_facts()) == [
            f"fact {fact.pk} tests.kernel.outbox.parcel_dropped of parcel_id:8 is not fanned out",
            f"delivery {first.pk} of fact {first.fact_id} to {first.handler} waits"
            " (1 attempts, RuntimeError: drop 7 is broken)",
            f"delivery {second.pk} of fact {second.fact_id} to {second.handler} waits (0 attempts, no error)",
        ]
