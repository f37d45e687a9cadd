"""Each check of the book is shown a violation, and sees it; a sound book shows none."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.db.models import F

from kernel import clock
from members.ledger import invariants
from members.ledger.invariants.fingerprints import book_agrees, keys_are_unique
from members.ledger.models import Account, Entry, Hold, Transaction
from members.ledger.services import SHOP, AccountRef, EntryIn, HoldIn, capture, hold, post, reverse
from tests.factories.ledger import ALICE, BOB, give, points_of
from tests.planting import bare

pytestmark = [pytest.mark.django_db, pytest.mark.rule("9.5")]

FAR = 10**9


def shift(model: type, **values: object) -> None:
    first = model.objects.order_by("pk").first()
    model.objects.filter(pk=first.pk).update(**values)


def plant_unequal() -> None:
    shift(Entry, amount=F("amount") + 1)


def plant_thin() -> None:
    Transaction.objects.create(pk=FAR, kind="test", key="thin", at=clock.now(), line_count=2)


def plant_zero() -> None:
    shift(Entry, amount=0)


def plant_orphan() -> None:
    Entry.objects.create(pk=FAR, transaction_id=FAR, account_id=FAR, asset="points", amount=1)


def plant_key() -> None:
    first = Transaction.objects.order_by("pk").first()
    Transaction.objects.create(pk=FAR, kind="test", key=first.key, at=first.at, line_count=2)


def plant_balance() -> None:
    Account.objects.filter(owner_kind="member").update(balance=F("balance") + 1)


def plant_lost_entries() -> None:
    Entry.objects.filter(transaction_id=Entry.objects.order_by("pk").first().transaction_id).delete()


def plant_wrong_line_count() -> None:
    shift(Transaction, line_count=9)


def plant_wrong_entry_count() -> None:
    shift(Account, entry_count=F("entry_count") + 1)


def plant_wrong_asset() -> None:
    shift(Entry, asset="wallet")


def plant_overdraft() -> None:
    Account.objects.filter(owner_kind="member").update(balance=-1)


def plant_guard() -> None:
    Account.objects.filter(owner_kind="member").update(is_guarded=False)


def plant_bucket() -> None:
    shift(Account, bucket="savings")


def plant_hold() -> None:
    Hold.objects.update(amount=F("amount") + 1)


def plant_held_above_balance() -> None:
    Hold.objects.update(amount=FAR)
    Account.objects.filter(held__gt=0).update(held=FAR)


def plant_book() -> None:
    shift(Account, balance=F("balance") + 1)


def plant_reversal() -> None:
    Entry.objects.filter(transaction__kind="reversal", amount__lt=0).update(counts_on=date(2020, 1, 1))


# The check that operators see, the count that names the rows, and what breaks them.
PLANTED = [
    (plant_unequal, invariants.book_disagrees, invariants.unbalanced_transactions),
    (plant_thin, invariants.book_disagrees, invariants.thin_transactions),
    (plant_zero, invariants.book_disagrees, invariants.zero_entries),
    (plant_orphan, invariants.book_disagrees, invariants.orphan_entries),
    (plant_balance, invariants.book_disagrees, invariants.wrong_balances),
    (plant_lost_entries, invariants.book_disagrees, invariants.miscounted_entries),
    (plant_wrong_line_count, invariants.book_disagrees, invariants.miscounted_entries),
    (plant_wrong_entry_count, invariants.book_disagrees, invariants.miscounted_entries),
    (plant_wrong_asset, invariants.book_disagrees, invariants.miscounted_entries),
    (plant_key, invariants.keys_posted_twice, invariants.repeated_keys),
    (plant_overdraft, invariants.overdrawn_accounts, invariants.overdrawn_accounts),
    (plant_guard, invariants.wrong_guards, invariants.wrong_guards),
    (plant_bucket, invariants.wrong_guards, invariants.wrong_guards),
    (plant_hold, invariants.wrong_holds, invariants.wrong_holds),
    (plant_held_above_balance, invariants.wrong_holds, invariants.wrong_holds),
    (plant_book, invariants.unbalanced_book, invariants.unbalanced_book),
    (plant_reversal, invariants.wrong_reversals, invariants.wrong_reversals),
]


@pytest.fixture
def book() -> None:
    """A little of everything: given, moved, reversed, held, captured, with dates."""
    give(points_of(ALICE), 100)
    give(points_of(BOB), 40)
    growth, issued = AccountRef(ALICE, "growth", "main"), AccountRef(SHOP, "growth", "issued")
    dated = [EntryIn(growth, 7, date(2026, 1, 1)), EntryIn(issued, -7)]
    mistake = post(kind="test", key="dated", reference="R1", at=clock.now(), entries=dated)
    reverse(transaction_id=mistake.pk, reason="错发", at=clock.now())
    hold(key="held", reference="R1", at=clock.now(), holds=[HoldIn(points_of(ALICE), 10)])
    hold(key="spent", reference="R1", at=clock.now(), holds=[HoldIn(points_of(BOB), 10)])
    capture(key="spent", kind="test", reference="R1", at=clock.now(), into="spent")


@pytest.mark.usefixtures("book")
def test_a_sound_book_breaks_nothing() -> None:
    broken = {title: list(find()) for title, find in invariants.CHECKS}

    assert broken == {title: [] for title, _find in invariants.CHECKS}


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(("plant", "check", "name_rows"), PLANTED, ids=[plant.__name__ for plant, *_ in PLANTED])
def test_a_planted_violation_is_found(
    plant: Callable[[], None], check: Callable[[], object], name_rows: Callable[[], object]
) -> None:
    with bare(Account, Transaction, Entry, Hold):
        plant()

        found, named = list(check()), list(name_rows())

    assert len(found) >= 1
    assert set(named) <= set(found)
    assert named != []


@pytest.mark.usefixtures("book")
def test_one_pass_tells_that_the_book_agrees() -> None:
    on_postgresql = connection.vendor == "postgresql"

    assert book_agrees() is on_postgresql
    assert keys_are_unique() is on_postgresql


def test_every_check_has_its_violation() -> None:
    assert {check for _plant, check, _rows in PLANTED} == {find for _title, find in invariants.CHECKS}
    assert {rows for _plant, _check, rows in PLANTED} >= set(invariants.RECOUNTED)
