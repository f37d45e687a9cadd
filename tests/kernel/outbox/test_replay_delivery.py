from datetime import timedelta

import pytest
from django.db import connection

from kernel.audit.actors import Actor
from kernel.audit.models import AuditEntry
from kernel.outbox.models import Delivery
from kernel.outbox.relay import deliver_pending
from kernel.outbox.services import DeliveryNotDead, DeliveryNotFound, replay_delivery
from kernel.outbox.subscriptions import subscribe
from tests.kernel.outbox import handlers
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped

pytestmark = pytest.mark.django_db
STELLA = Actor.operator(1)


@pytest.fixture
def dead(noon, settings):
    """A dead letter: its only attempt failed."""
    settings.OUTBOX_MAX_ATTEMPTS = 1
    subscribe(ParcelDropped, handlers.note_drop)
    handlers.broken.add("drop 7")
    tell(ParcelDropped(parcel_id=7))
    deliver_pending()
    handlers.broken.clear()
    return Delivery.objects.get()


@pytest.mark.rule("12.1")
def test_a_replayed_dead_letter_is_delivered(dead):
    replay_delivery(delivery_id=dead.pk, actor=STELLA, at=NOON)

    assert deliver_pending() == 1

    dead.refresh_from_db()
    assert (dead.state, dead.attempts, dead.done_at) == ("done", 1, NOON)
    assert dead.last_error.endswith("RuntimeError: drop 7 is broken")


def test_a_replay_is_audited_and_kicks(dead, kicks, django_capture_on_commit_callbacks):
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        replay_delivery(delivery_id=dead.pk, actor=STELLA, at=NOON)

    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.action) == ("operator", 1, "kernel.outbox.replay_delivery")
    assert entry.target == f"kernel_outbox.delivery:{dead.pk}"
    assert kicks == ["kick"]


def test_a_dead_letter_is_replayed_once(dead):
    replay_delivery(delivery_id=dead.pk, actor=STELLA, at=NOON)

    with pytest.raises(DeliveryNotDead):
        replay_delivery(delivery_id=dead.pk, actor=STELLA, at=NOON + timedelta(hours=1))

    assert AuditEntry.objects.count() == 1
    assert Delivery.objects.get().next_attempt_at == NOON


def test_an_unknown_delivery_cannot_be_replayed():
    with pytest.raises(DeliveryNotFound):
        replay_delivery(delivery_id=404, actor=STELLA, at=NOON)

    assert AuditEntry.objects.count() == 0
