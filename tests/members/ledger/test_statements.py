"""The named statements do what the ORM would have done (quality 5)."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel import clock
from members.ledger import statements
from members.ledger.entries import Posting
from members.ledger.models import Account, Entry, Transaction
from members.ledger.statements import Change, Line
from tests.factories.ledger import ALICE, BOB, give, points_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_a_transaction(db: None) -> Iterator[None]:
    with transaction.atomic():
        yield


@pytest.fixture
def accounts() -> list[Account]:
    give(points_of(ALICE), 100)
    give(points_of(BOB), 50)
    return list(Account.objects.filter(owner_kind="member").order_by("pk"))


def posting(key: str = "k") -> Posting:
    return Posting("test", key, "R1", clock.now())


def test_lock_accounts_finds_by_meaning_in_id_order(accounts: list[Account]) -> None:
    found = statements.lock_accounts([points_of(BOB), points_of(ALICE), points_of(ALICE, "pending")])

    assert [(item.id, item.balance, item.held, item.is_guarded) for item in found] == [
        (account.pk, account.balance, account.held, account.is_guarded) for account in accounts
    ]
    assert [item.ref for item in found] == [points_of(ALICE), points_of(BOB)]


def test_lock_accounts_by_id_finds_the_same(accounts: list[Account]) -> None:
    by_id = statements.lock_accounts_by_id(account.pk for account in accounts[::-1])

    assert by_id == statements.lock_accounts([points_of(ALICE), points_of(BOB)])


def test_accounts_are_locked_where_rows_can_be_locked(accounts: list[Account]) -> None:
    with CaptureQueriesContext(connection) as spoken:
        statements.lock_accounts_by_id([accounts[0].pk])

    assert ("FOR UPDATE" in spoken.captured_queries[0]["sql"]) is connection.features.has_select_for_update


def test_write_transaction_writes_what_create_would() -> None:
    head = posting()

    pk = statements.write_transaction(head, 2)

    written = Transaction.objects.get(pk=pk)
    assert (written.kind, written.key, written.reference, written.at) == ("test", "k", "R1", head.at)
    assert (written.note, written.reverses_id) == ("", None)


def test_write_transaction_leaves_a_taken_key_alone() -> None:
    first = statements.write_transaction(posting(), 2)

    second = statements.write_transaction(posting(), 2)

    assert (first is None, second) == (False, None)
    assert Transaction.objects.count() == 1


def test_write_entries_writes_dates_and_none(accounts: list[Account]) -> None:
    alice, bob = accounts
    pk = statements.write_transaction(posting(), 2)
    assert pk is not None

    lines = [Line(alice.pk, 5, date(2026, 3, 1)), Line(bob.pk, -5)]
    statements.write_entries({pk: lines}, {alice.pk: "points", bob.pk: "points"})

    rows = Entry.objects.filter(transaction_id=pk).order_by("pk").values_list("account_id", "amount", "counts_on")
    assert list(rows) == [(alice.pk, 5, date(2026, 3, 1)), (bob.pk, -5, None)]


def test_change_accounts_adds_to_both_figures(accounts: list[Account]) -> None:
    alice, bob = accounts

    statements.change_accounts([Change(alice.pk, balance=-10, held=20), Change(bob.pk, balance=5)])

    rows = Account.objects.filter(owner_kind="member").order_by("pk").values_list("balance", "held")
    assert list(rows) == [(90, 20), (55, 0)]


@pytest.mark.rule("9.4")
@pytest.mark.parametrize("change", [{"balance": -101}, {"held": 101}, {"held": -1}])
def test_the_table_refuses_what_a_guarded_account_cannot_be(accounts: list[Account], change: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.change_accounts([Change(accounts[0].pk, **change)])

    accounts[0].refresh_from_db()
    assert (accounts[0].balance, accounts[0].held) == (100, 0)
