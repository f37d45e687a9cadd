import pytest

from kernel.outbox import fanout
from kernel.outbox.fanout import fan_out
from kernel.outbox.models import Delivery, StoredFact
from kernel.outbox.subscriptions import subscribe
from tests.kernel.outbox import handlers
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened
from tests.kernel.outbox.neighbours.handlers import look_at_drop

pytestmark = pytest.mark.django_db
HERE = "tests.kernel.outbox"


@pytest.mark.rule("12.1")
def test_each_fact_becomes_a_delivery_per_handler():
    subscribe(ParcelDropped, handlers.note_drop)
    subscribe(ParcelDropped, look_at_drop)
    tell(ParcelDropped(parcel_id=7))

    assert fan_out(NOON) == 1

    ours, theirs = Delivery.objects.order_by("id")
    assert (ours.handler, ours.lane) == (f"{HERE}.handlers.note_drop", f"{HERE} parcel_id:7")
    assert theirs.handler == f"{HERE}.neighbours.handlers.look_at_drop"
    assert theirs.lane == f"{HERE}.neighbours parcel_id:7"
    assert (ours.state, ours.next_attempt_at) == (theirs.state, theirs.next_attempt_at) == ("waiting", NOON)
    assert StoredFact.objects.get().fanned_out_at == NOON


def test_a_fact_is_fanned_out_once():
    subscribe(ParcelDropped, handlers.note_drop)
    tell(ParcelDropped(parcel_id=7))
    fan_out(NOON)

    assert fan_out(NOON) == 0

    assert Delivery.objects.count() == 1


def test_a_fact_nobody_reacts_to_is_done_with():
    tell(ParcelDropped(parcel_id=7))

    assert fan_out(NOON) == 1

    assert Delivery.objects.count() == 0
    assert StoredFact.objects.filter(fanned_out_at=None).count() == 0


@pytest.mark.rule("12.2")
def test_deliveries_are_numbered_in_the_order_of_facts_across_batches(monkeypatch):
    monkeypatch.setattr(fanout, "BATCH", 2)
    subscribe(ParcelDropped, handlers.note_drop)
    subscribe(ParcelOpened, handlers.note_opening)
    tell(ParcelDropped(parcel_id=7), ParcelOpened(parcel_id=7), ParcelDropped(parcel_id=7))

    assert [fan_out(NOON), fan_out(NOON), fan_out(NOON)] == [2, 1, 0]

    facts = list(StoredFact.objects.order_by("id").values_list("id", flat=True))
    assert list(Delivery.objects.order_by("id").values_list("fact_id", flat=True)) == facts


def test_a_fact_this_code_does_not_know_waits_for_code_that_does():
    StoredFact.objects.create(name="mall.newer.thing_done", aggregate="thing_id:1", payload={}, published_at=NOON)

    assert fan_out(NOON) == 0

    assert StoredFact.objects.get().fanned_out_at is None
