"""`verify` reads one state while others write, and nobody waits for it."""

from threading import Thread

import pytest
from django.db import connections

from kernel.audit.verification import snapshot
from members.ledger import invariants
from members.ledger.models import Entry
from tests.factories.ledger import ALICE, commission_of, give

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.rule("9.5")
def test_a_posting_goes_on_during_the_checks_and_is_not_half_seen() -> None:
    give(commission_of(ALICE), 100, counter="earned")

    def write() -> None:
        give(commission_of(ALICE), 1, counter="earned")
        connections.close_all()

    with snapshot():
        before = Entry.objects.count()
        writer = Thread(target=write)
        writer.start()
        writer.join(timeout=10)
        seen = Entry.objects.count()
        broken = [row for _title, find in invariants.CHECKS for row in find()]

    assert (writer.is_alive(), seen, broken) == (False, before, [])
    assert Entry.objects.count() == before + 2
