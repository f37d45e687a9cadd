"""The book is written once: the database itself refuses to change it, on both engines."""

import pytest
from django.db import IntegrityError, transaction

from members.ledger.models import Entry, Transaction
from tests.factories.ledger import ALICE, give, points_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("9.2")]


@pytest.mark.parametrize("model", [Transaction, Entry])
def test_a_row_is_not_deleted(model: type[Transaction | Entry]) -> None:
    give(points_of(ALICE), 100)
    written = model.objects.count()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete("default")

    assert model.objects.count() == written


def test_an_amount_is_not_changed() -> None:
    give(points_of(ALICE), 100)

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(amount=1)

    assert sorted(Entry.objects.values_list("amount", flat=True)) == [-100, 100]


def test_a_key_is_not_changed() -> None:
    give(points_of(ALICE), 100, key="k")

    with pytest.raises(IntegrityError), transaction.atomic():
        Transaction.objects.update(key="other")

    assert Transaction.objects.get().key == "k"
