"""Who may run a delivery: claims, leases, and what happens when one runs out."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.outbox import claims, relay, statements
from kernel.outbox.fanout import fan_out
from kernel.outbox.models import Delivery
from kernel.outbox.relay import Outcome
from kernel.outbox.subscriptions import subscribe
from tests.kernel.outbox import handlers
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened

pytestmark = pytest.mark.django_db

LEASE_ENDS = NOON + timedelta(seconds=10)


@pytest.fixture
def parcels(noon):
    """A drop and an opening of parcel 7, in one lane, and a drop of parcel 8."""
    subscribe(ParcelDropped, handlers.note_drop)
    subscribe(ParcelOpened, handlers.note_opening)
    tell(ParcelDropped(parcel_id=7), ParcelOpened(parcel_id=7), ParcelDropped(parcel_id=8))
    fan_out(NOON)


def claim(at=NOON, limit=10):
    return claims.claim(is_outside=False, limit=limit, at=at)


def test_a_claim_holds_the_heads_and_shows_who_waits_behind(parcels):
    batch = claim()

    assert [delivery.fact.payload["parcel_id"] for delivery in batch.deliveries] == [7, 7, 8]
    assert Delivery.objects.filter(claim=batch.token, claimed_until=LEASE_ENDS).count() == 2


def test_a_second_relay_finds_nothing_while_the_first_holds_the_heads(parcels):
    claim()

    assert claim().deliveries == []


def test_a_killed_relay_is_followed_when_its_lease_ends_and_not_before(parcels):
    claim()

    assert claim(at=LEASE_ENDS - timedelta(seconds=1)).deliveries == []
    assert len(claim(at=LEASE_ENDS).deliveries) == 3


def test_restart_after_a_kill_delivers_everything_once(parcels):
    claim()

    assert relay.deliver_pending() == 0
    with clock.at(LEASE_ENDS):
        assert relay.deliver_pending() == 3

    assert sorted(handlers.heard) == ["drop 7", "drop 8", "opened 7"]


def test_a_slow_relay_does_not_run_what_another_has_taken(parcels):
    slow = claim()
    claim(at=LEASE_ENDS)

    assert relay.run_one(slow.deliveries[0], slow.token) is Outcome.LOST

    assert handlers.heard == []


def test_a_slow_relay_goes_on_when_nobody_took_its_work(parcels):
    slow = claim()

    with clock.at(LEASE_ENDS):
        assert relay.run_one(slow.deliveries[0], slow.token) is Outcome.DELIVERED

    assert handlers.heard == ["drop 7"]


def test_what_another_relay_did_is_not_done_again(parcels):
    slow = claim()
    with clock.at(LEASE_ENDS):
        relay.deliver_pending()
    handlers.heard.clear()

    outcomes = [relay.run_one(delivery, slow.token) for delivery in slow.deliveries]

    assert outcomes == [Outcome.LOST] * 3
    assert handlers.heard == []


def test_a_follower_another_relay_has_tried_is_left_to_its_back_off(parcels):
    batch = claim()
    follower = batch.deliveries[1]
    Delivery.objects.filter(pk=follower.pk).update(attempts=1)

    assert relay.run_one(follower, batch.token) is Outcome.LOST


def test_what_was_claimed_and_not_begun_goes_back_at_once(parcels, settings):
    settings.OUTBOX_CLAIM_SECONDS = 0

    assert relay.run_batch(is_outside=False).delivered == 1

    assert Delivery.objects.waiting().filter(claim="", claimed_until=None).count() == 2


def test_the_mark_is_what_the_orm_would_write(parcels):
    first, _, other = claim().deliveries
    Delivery.objects.filter(pk=other.pk).update(state="done", done_at=NOON, attempts=1, claim="", claimed_until=None)

    assert statements.mark_done(delivery=first, token=first.claim, at=NOON) is False
    token = Delivery.objects.get(pk=first.pk).claim
    assert statements.mark_done(delivery=first, token=token, at=NOON) is True

    written = Delivery.objects.values("state", "done_at", "attempts", "claim", "claimed_until")
    assert written.get(pk=first.pk) == written.get(pk=other.pk)
