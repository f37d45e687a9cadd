"""`manage.py verify`: a line for each thing that must hold, broken rows by name, one snapshot, no writer blocked."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.invariants import INVARIANTS
from kernel.audit.verification import NAMED_ROWS, Check, run_check, snapshot
from members.ledger.models import Account, Entry, Hold, Transaction
from tests.factories.ledger import ALICE, commission_of, give
from tests.planting import bare

TABLES = (Account, Transaction, Entry, Hold)


def verify(command: str = "verify", **options: object) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["verify", "verify_ledger"])
def test_a_sound_shop_holds(command: str) -> None:
    give(commission_of(ALICE), 100, counter="earned")

    said = verify(command)

    assert "✓ 账务：每笔交易平衡，分录齐全，余额等于分录之和" in said
    assert "✗" not in said
    assert "0 项不成立" in said


@pytest.mark.django_db
def test_every_invariant_has_its_line() -> None:
    said = verify()

    assert [title for title, _find in INVARIANTS if f"✓ {title}（" not in said] == []


@pytest.mark.rule("9.5")
@pytest.mark.django_db
@pytest.mark.parametrize("command", ["verify", "verify_ledger"])
def test_a_difference_is_named_and_the_command_fails(command: str) -> None:
    give(commission_of(ALICE), 100, counter="earned")
    out = StringIO()

    with bare(*TABLES):
        Account.objects.filter(owner_kind="member").update(balance=90)
        with pytest.raises(CommandError) as failed:
            call_command(command, stdout=out)

    assert failed.value.returncode == 1
    assert "余额 90，分录之和 100" in out.getvalue()
    assert "✗ 账务：每笔交易平衡，分录齐全，余额等于分录之和" in out.getvalue()


@pytest.mark.django_db
def test_a_machine_reads_one_document() -> None:
    give(commission_of(ALICE), 100, counter="earned")

    said = json.loads(verify("verify_ledger", json=True))

    assert said["holds"] is True
    assert {"title", "count", "rows", "milliseconds"} == set(said["checks"][0])


@pytest.mark.django_db
def test_a_machine_reads_what_broke() -> None:
    give(commission_of(ALICE), 100, counter="earned")
    out = StringIO()

    with bare(*TABLES):
        Account.objects.filter(owner_kind="member").update(balance=90)
        with pytest.raises(CommandError):
            call_command("verify", stdout=out, json=True)

    said = json.loads(out.getvalue())
    broken = {check["title"]: check["count"] for check in said["checks"] if check["count"]}
    assert said["holds"] is False
    assert broken == {"账务：每笔交易平衡，分录齐全，余额等于分录之和": 1, "账务：全部账户按资产合计为零": 1}


def test_many_broken_rows_are_counted_and_the_first_are_named() -> None:
    finding = run_check(Check("编号", lambda: (f"行 {number}" for number in range(NAMED_ROWS + 5))))

    assert (finding.count, len(finding.rows), finding.rows[0]) == (NAMED_ROWS + 5, NAMED_ROWS, "行 0")


@pytest.mark.django_db(transaction=True)
def test_the_snapshot_takes_no_lock_that_a_writer_waits_for() -> None:
    mode = getattr(connection, "transaction_mode", None)
    begins = {
        "sqlite": "BEGIN DEFERRED",
        "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    }

    with CaptureQueriesContext(connection) as statements, snapshot():
        Entry.objects.count()

    assert begins[connection.vendor] in [query["sql"] for query in statements.captured_queries]
    assert getattr(connection, "transaction_mode", None) == mode
