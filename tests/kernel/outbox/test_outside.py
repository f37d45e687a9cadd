"""Handlers that talk to a channel: without a transaction, under a lease, at least once."""

from datetime import timedelta

import pytest
from django.db import connection

from kernel import clock
from kernel.outbox import claims, relay
from kernel.outbox.fanout import fan_out
from kernel.outbox.models import Delivery
from kernel.outbox.relay import Outcome, deliver_pending
from kernel.outbox.subscriptions import subscribe
from tests.kernel.outbox import handlers
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened


@pytest.fixture
def courier(noon):
    subscribe(ParcelDropped, handlers.call_courier, outside_transaction=True)
    subscribe(ParcelOpened, handlers.note_opening)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_channel_is_called(courier, monkeypatch):
    seen = []
    monkeypatch.setattr(handlers, "hear", lambda what: seen.append((what, connection.in_atomic_block)))
    tell(ParcelDropped(parcel_id=7))

    assert deliver_pending() == 1

    assert seen == [("call 7", False)]
    assert Delivery.objects.get().state == "done"


@pytest.mark.django_db
def test_it_is_held_for_a_minute_while_it_runs(courier, monkeypatch):
    leases = []
    monkeypatch.setattr(handlers, "hear", lambda what: leases.append(Delivery.objects.get().claimed_until))
    tell(ParcelDropped(parcel_id=7))

    deliver_pending()

    assert leases == [NOON + timedelta(seconds=60)]


@pytest.mark.django_db
def test_a_channel_that_fails_is_called_again_after_the_back_off(courier):
    handlers.broken.add("call 7")
    tell(ParcelDropped(parcel_id=7))

    assert deliver_pending() == 0
    with clock.at(NOON + timedelta(seconds=5)):
        handlers.broken.clear()
        assert deliver_pending() == 1

    assert handlers.heard == ["call 7", "call 7"]


@pytest.mark.django_db
def test_killed_after_the_call_and_before_the_mark_it_is_called_again(courier):
    tell(ParcelDropped(parcel_id=7))
    fan_out(NOON)
    killed = claims.claim(is_outside=True, limit=1, at=NOON)
    claims.renew(killed.deliveries[0], killed.token, NOON)

    with clock.at(NOON + timedelta(seconds=59)):
        assert deliver_pending() == 0
    with clock.at(NOON + timedelta(seconds=60)):
        assert deliver_pending() == 1

    assert handlers.heard == ["call 7"]


@pytest.mark.django_db
def test_who_comes_late_does_not_call_what_another_relay_is_calling(courier):
    tell(ParcelDropped(parcel_id=7))
    fan_out(NOON)
    slow = claims.claim(is_outside=True, limit=1, at=NOON)
    claims.claim(is_outside=True, limit=1, at=NOON + timedelta(seconds=10))

    assert relay.run_one(slow.deliveries[0], slow.token) is Outcome.LOST

    assert handlers.heard == []


@pytest.mark.django_db
@pytest.mark.rule("12.2")
def test_a_lane_keeps_its_order_across_inside_and_outside(courier):
    for _ in range(2):
        tell(ParcelOpened(parcel_id=7))
        tell(ParcelDropped(parcel_id=7))

    assert deliver_pending() == 4

    assert handlers.heard == ["opened 7", "call 7"] * 2
