"""The statements every posting is made of, by name: one round trip each for any number of entries, on both engines.

Table and column names are literals; every value is a parameter. Tests hold each against the ORM's answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from members.ledger.entries import AccountRef, Owner, Posting


@dataclass(frozen=True)
class LockedAccount:
    """An account under lock."""

    id: int
    ref: AccountRef
    is_guarded: bool
    balance: int
    held: int


@dataclass(frozen=True)
class Line:
    """One entry, its account found and locked."""

    account_id: int
    amount: int
    counts_on: date | None = None


@dataclass(frozen=True)
class Change:
    """What is added to an account's figures."""

    account_id: int
    balance: int = 0
    held: int = 0
    entries: int = 0


# Members' accounts before the shop's ("member" < "shop"), each by id: who holds from an account and captures in one
# transaction takes the shop's row last, and so must everybody else.
_ACCOUNTS = """
SELECT id, owner_kind, owner_id, asset, bucket, is_guarded, balance, held
  FROM members_ledger_account
 WHERE {where}
 ORDER BY owner_kind, id{lock}
"""
_WRITE_TRANSACTIONS = """
INSERT INTO members_ledger_transaction (kind, key, reference, note, at, reverses_id, line_count)
VALUES {rows}
ON CONFLICT (key) DO NOTHING
RETURNING id, key
"""
_WRITE_ENTRIES = """
INSERT INTO members_ledger_entry (transaction_id, account_id, asset, amount, counts_on)
VALUES {rows}
"""
_CHANGE_ACCOUNTS = """
UPDATE members_ledger_account
   SET balance = balance + change.column2, held = held + change.column3, entry_count = entry_count + change.column4
  FROM (VALUES {rows}) AS change
 WHERE members_ledger_account.id = change.column1
"""


def lock_accounts(refs: Iterable[AccountRef]) -> list[LockedAccount]:
    """Lock those of the accounts that exist, members' first, each in id order (rules 4.4, 9.3)."""
    wanted = sorted(set(refs))
    params = [value for ref in wanted for value in (ref.owner.kind, ref.owner.id, ref.asset, ref.bucket)]
    return _locked(f"(owner_kind, owner_id, asset, bucket) IN (VALUES {_rows(len(wanted), 4)})", params)


def lock_accounts_by_id(account_ids: Iterable[int]) -> list[LockedAccount]:
    """Lock accounts that are known by id, in the same order."""
    wanted = sorted(set(account_ids))
    return _locked(f"id IN ({_marks(len(wanted))})", wanted)


def write_transaction(posting: Posting, line_count: int) -> int | None:
    """Write a transaction and return its id; None if its key is taken (a twin in flight is waited for)."""
    return write_transactions({posting.key: (posting, line_count)}).get(posting.key)


def write_transactions(postings: Mapping[str, tuple[Posting, int]]) -> dict[str, int]:
    """Write transactions by key, each with its number of lines; return by key the ids of those that were not there."""
    adapt = connection.ops.adapt_datetimefield_value
    params: list[Any] = []
    for item, line_count in postings.values():
        at = adapt(item.at)
        params += (item.kind, item.key, item.reference, item.note, at, item.reverses_id, line_count)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_TRANSACTIONS.format(rows=_rows(len(postings), 7)), params)
        return {key: int(pk) for pk, key in cursor.fetchall()}


def write_entries(lines_of: Mapping[int, Sequence[Line]], assets: Mapping[int, str]) -> None:
    """Append the entries of transactions, by their ids; `assets` by account id."""
    adapt = connection.ops.adapt_datefield_value
    params: list[Any] = []
    for transaction_id, lines in lines_of.items():
        for line in lines:
            counts_on = adapt(line.counts_on) if line.counts_on else None
            params += (transaction_id, line.account_id, assets[line.account_id], line.amount, counts_on)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_ENTRIES.format(rows=_rows(len(params) // 5, 5)), params)


def change_accounts(changes: Sequence[Change]) -> None:
    """Add each change to its account; the CHECKs of the table are the last guard."""
    params = [value for change in changes for value in (change.account_id, change.balance, change.held, change.entries)]
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE_ACCOUNTS.format(rows=_rows(len(changes), 4)), params)


def _locked(where: str, params: Sequence[Any]) -> list[LockedAccount]:
    # SQLite has one writer at a time (BEGIN IMMEDIATE), so the lock is the transaction itself.
    lock = "\n   FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS.format(where=where, lock=lock), params)
        return [_account(row) for row in cursor.fetchall()]


def _account(row: Sequence[Any]) -> LockedAccount:
    pk, owner_kind, owner_id, asset, bucket, is_guarded, balance, held = row
    ref = AccountRef(Owner(owner_kind, owner_id), asset, bucket)
    return LockedAccount(pk, ref, bool(is_guarded), balance, held)


def _marks(count: int) -> str:
    return ", ".join(["%s"] * count)


def _rows(count: int, width: int) -> str:
    return ", ".join([f"({_marks(width)})"] * count)
