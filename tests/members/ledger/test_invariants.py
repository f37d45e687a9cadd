"""Each check of the book is shown a violation, and sees it; a sound book shows none."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db.models import F

from kernel import clock
from members.ledger import invariants
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
    Transaction.objects.create(pk=FAR, kind="test", key="thin", at=clock.now())


def plant_zero() -> None:
    shift(Entry, amount=0)


def plant_orphan() -> None:
    Entry.objects.create(pk=FAR, transaction_id=FAR, account_id=FAR, amount=1)


def plant_key() -> None:
    first = Transaction.objects.order_by("pk").first()
    Transaction.objects.create(pk=FAR, kind="test", key=first.key, at=first.at)


def plant_balance() -> None:
    Account.objects.filter(owner_kind="member").update(balance=F("balance") + 1)


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


PLANTED = [
    (plant_unequal, invariants.unbalanced_transactions),
    (plant_thin, invariants.thin_transactions),
    (plant_zero, invariants.zero_entries),
    (plant_orphan, invariants.orphan_entries),
    (plant_key, invariants.repeated_keys),
    (plant_balance, invariants.wrong_balances),
    (plant_overdraft, invariants.overdrawn_accounts),
    (plant_guard, invariants.wrong_guards),
    (plant_bucket, invariants.wrong_guards),
    (plant_hold, invariants.wrong_holds),
    (plant_held_above_balance, invariants.wrong_holds),
    (plant_book, invariants.unbalanced_book),
    (plant_reversal, invariants.wrong_reversals),
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
@pytest.mark.parametrize(("plant", "find"), PLANTED, ids=[plant.__name__ for plant, _find in PLANTED])
def test_a_planted_violation_is_found(plant: Callable[[], None], find: Callable[[], object]) -> None:
    with bare(Account, Transaction, Entry, Hold):
        plant()

        found = list(find())

    assert len(found) >= 1


def test_every_check_has_its_violation() -> None:
    assert {find for _plant, find in PLANTED} == {find for _title, find in invariants.CHECKS}
