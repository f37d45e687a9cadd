"""Writing the audit log: a chain that shows what is missing, altered, out of order or cut off."""

from datetime import UTC, datetime

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from kernel.audit.append_only import lifted
from kernel.audit.invariants import broken_audit_links
from kernel.audit.models import AuditEntry, AuditTail
from kernel.audit.services import record, target_of
from tests.factories.staff import OperatorFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 4, 0, 0, 123456, tzinfo=UTC)


def three_entries() -> list[AuditEntry]:
    return [
        record(actor=Actor.operator(7), action="test.first", target="shop", before={"a": 1}, after={"a": 2}),
        record(actor=Actor.member(8), action="test.second", target="shop"),
        record(actor=Actor.clock(), action="test.third", target="shop", label="第三"),
    ]


def test_an_entry_keeps_who_what_when_and_both_sides() -> None:
    with clock.at(NOON):
        entry = record(actor=Actor.operator(7), action="shop.open", target="shop:1", before={"a": 1}, after={"a": "二"})

    entry.refresh_from_db()
    assert (entry.sequence, entry.at, entry.actor_kind, entry.actor_id) == (1, NOON, "operator", 7)
    assert (entry.action, entry.label, entry.target) == ("shop.open", "shop.open", "shop:1")
    assert (entry.before, entry.after) == ({"a": 1}, {"a": "二"})


def test_each_entry_follows_the_one_before() -> None:
    first, second, third = three_entries()

    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert second.previous == first.digest
    assert third.previous == second.digest
    assert list(broken_audit_links()) == []


def test_what_json_cannot_keep_is_kept_as_text() -> None:
    after = {"at": NOON, "text": "a\x00b", 3: {1}, "rate": 0.5}

    entry = record(actor=Actor.system(), action="test.odd", target="shop", after=after)

    entry.refresh_from_db()
    assert entry.after == {"at": "2026-11-21T04:00:00.123456+00:00", "text": "ab", "3": [1], "rate": "0.5"}
    assert list(broken_audit_links()) == []


def test_the_target_names_a_row() -> None:
    stella = OperatorFactory(username="stella")

    assert target_of(stella) == f"kernel_staff.operator:{stella.pk}"


def test_an_altered_entry_shows() -> None:
    three_entries()

    with lifted():
        AuditEntry.objects.filter(sequence=2).update(target="another shop")

    assert list(broken_audit_links()) == ["entry 2 was altered"]


def test_a_missing_entry_shows() -> None:
    three_entries()

    with lifted():
        AuditEntry.objects.filter(sequence=2).delete()

    assert list(broken_audit_links()) == ["entry 2 is missing"]


def test_a_log_cut_off_at_its_end_shows() -> None:
    three_entries()

    with lifted():
        AuditEntry.objects.filter(sequence=3).delete()

    assert list(broken_audit_links()) == ["the end of the log does not match entry 2"]


def test_a_rewritten_end_shows() -> None:
    three_entries()

    AuditTail.objects.update(digest="0" * 64)

    assert list(broken_audit_links()) == ["the end of the log does not match entry 3"]


def test_an_empty_log_is_unbroken() -> None:
    assert list(broken_audit_links()) == []
