"""64 operators act at the same moment: the log stays one chain, with an entry for each."""

import pytest

from kernel.audit.actors import Actor
from kernel.audit.invariants import broken_audit_links
from kernel.audit.models import AuditEntry, AuditTail
from kernel.audit.services import record
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def present_length() -> int:
    return AuditEntry.objects.count()


def test_a_naive_number_is_given_out_many_times() -> None:
    taken: list[int] = []

    def read_then_add(_before: int, _number: int) -> None:
        tail = AuditTail.objects.get_or_create(pk=1)[0]
        pause()
        taken.append(tail.sequence + 1)
        AuditTail.objects.filter(pk=1).update(sequence=tail.sequence + 1)

    run(Race("audit number, naive", present_length, read_then_add), rounds=3)

    assert len(taken) == 3 * 64
    assert len(set(taken)) < len(taken)


def test_every_act_has_its_link_in_one_chain() -> None:
    def act(_before: int, number: int) -> None:
        record(actor=Actor.operator(number + 1), action="race.act", target="shop:1")

    def one_chain(before: int, allowed: int) -> None:
        assert allowed == 64
        assert AuditEntry.objects.count() == before + 64
        assert list(broken_audit_links()) == []

    run(Race("audit chain", present_length, act, one_chain))
