"""A mistake is answered, not erased: the reversal names it and copies the dates."""

from datetime import date

import pytest

from kernel import clock
from members.ledger import selectors
from members.ledger.models import Entry, Transaction
from members.ledger.services import (
    SHOP,
    AccountRef,
    EntryIn,
    NotEnoughBalance,
    NotReversible,
    ReasonMissing,
    TransactionNotFound,
    post,
    reverse,
)
from tests.factories.ledger import ALICE, ISSUED, give, points_of

pytestmark = pytest.mark.django_db


def undo(transaction_id: int, reason: str = "重复发放") -> Transaction:
    return reverse(transaction_id=transaction_id, reason=reason, at=clock.now())


@pytest.mark.rule("9.2")
def test_a_reversal_takes_back_every_entry_and_copies_its_date() -> None:
    growth, day = AccountRef(ALICE, "growth", "main"), date(2026, 3, 1)
    entries = [EntryIn(growth, 70, day), EntryIn(AccountRef(SHOP, "growth", "issued"), -70)]
    given = post(kind="test", key="k", reference="R1", at=clock.now(), entries=entries)

    undone = undo(given.pk)

    assert (undone.reverses_id, undone.reference, undone.note) == (given.pk, "R1", "重复发放")
    back = Entry.objects.get(transaction=undone, counts_on__isnull=False)
    assert (back.amount, back.counts_on) == (-70, day)
    assert selectors.counted(growth, since=day, until=day) == 0
    assert selectors.balance(growth).balance == 0


@pytest.mark.rule("9.3")
def test_reversing_twice_is_reversing_once() -> None:
    given = give(points_of(ALICE), 70)
    first = undo(given.pk)

    again = undo(given.pk)

    assert again == first
    assert selectors.balance(points_of(ALICE)).balance == 0


def test_what_has_been_spent_cannot_be_taken_back() -> None:
    given = give(points_of(ALICE), 70)
    give(points_of(ALICE), -50)

    with pytest.raises(NotEnoughBalance):
        undo(given.pk)

    assert selectors.balance(points_of(ALICE)).balance == 20


def test_a_reversal_is_not_reversed() -> None:
    undone = undo(give(points_of(ALICE), 70).pk)

    with pytest.raises(NotReversible):
        undo(undone.pk)

    assert selectors.balance(points_of(ALICE)).balance == 0


def test_what_is_taken_back_in_part_is_not_reversed_whole() -> None:
    given = give(points_of(ALICE), 70)
    part = [EntryIn(points_of(ALICE), -20), EntryIn(ISSUED, 20)]
    post(kind="part", key="p", reference="R1", at=clock.now(), entries=part, reverses_id=given.pk)

    with pytest.raises(NotReversible):
        undo(given.pk)

    assert selectors.balance(points_of(ALICE)).balance == 50


def test_a_reversal_needs_a_reason() -> None:
    given = give(points_of(ALICE), 70)

    with pytest.raises(ReasonMissing):
        undo(given.pk, reason=" ")

    assert not given.reversals.exists()


def test_an_unknown_transaction_is_not_found() -> None:
    with pytest.raises(TransactionNotFound):
        undo(404)

    assert not Transaction.objects.exists()
