"""Very many transactions of one kind: the same book as one by one, and a handful of statements."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from members.ledger import invariants, selectors
from members.ledger.models import Account, Entry, Transaction
from members.ledger.services import (
    SHOP,
    AccountRef,
    BadPosting,
    EntryIn,
    HoldIn,
    KeyReused,
    NotEnoughBalance,
    Owner,
    PostingIn,
    hold,
    post,
    post_many,
)
from tests.factories.ledger import ALICE, ISSUED, give, points_of

pytestmark = pytest.mark.django_db

GROWTH = AccountRef(SHOP, "growth", "issued")


def gift(member_id: int, amount: int = 10, *, key: str = "", counts_on: date | None = None) -> PostingIn:
    account = AccountRef(Owner.member(member_id), "growth", "main")
    entries = [EntryIn(account, amount, counts_on), EntryIn(GROWTH, -amount)]
    return PostingIn(key=key or f"gift:{member_id}", reference="R1", entries=entries)


def write(*postings: PostingIn) -> int:
    return post_many(kind="test.gift", at=clock.now(), postings=postings)


def growth_of(member_id: int) -> int:
    return selectors.balance(AccountRef(Owner.member(member_id), "growth", "main")).balance


def broken() -> list[str]:
    return [row for _title, find in invariants.CHECKS for row in find()]


@pytest.mark.rule("9.1")
def test_many_are_written_as_one_by_one() -> None:
    day = date(2026, 11, 22)

    written = write(*(gift(number, number, counts_on=day) for number in range(1, 1201)))

    assert written == Transaction.objects.count() == 1200
    assert [growth_of(number) for number in (1, 600, 1200)] == [1, 600, 1200]
    assert Entry.objects.filter(counts_on=day, asset="growth").count() == 1200
    assert selectors.balance(GROWTH).balance == -sum(range(1201))
    assert broken() == []


@pytest.mark.rule("9.3")
def test_doing_it_twice_is_doing_it_once() -> None:
    write(gift(1), gift(2))

    written = write(gift(1), gift(2), gift(3), gift(3))

    assert written == 1
    assert [growth_of(number) for number in (1, 2, 3)] == [10, 10, 10]
    assert broken() == []


@pytest.mark.rule("9.3")
def test_one_by_one_and_many_know_each_others_keys() -> None:
    one = gift(1)
    post(kind="test.gift", key=one.key, reference="R1", at=clock.now(), entries=one.entries)

    assert write(one) == 0
    assert growth_of(1) == 10


@pytest.mark.parametrize("second", [gift(1, 11), gift(2, key="gift:1")], ids=["amount", "account"])
@pytest.mark.parametrize("together", [True, False])
def test_a_key_of_something_else_is_refused_and_the_batch_with_it(second: PostingIn, together: bool) -> None:
    if not together:
        write(gift(1))

    with pytest.raises(KeyReused):
        write(*([gift(1)] if together else []), gift(7), second)

    assert growth_of(7) == 0
    assert Transaction.objects.count() == (0 if together else 1)


@pytest.mark.rule("9.4")
def test_a_batch_that_takes_more_than_is_available_is_refused_whole() -> None:
    give(points_of(ALICE), 100)
    hold(key="order:1", reference="", at=clock.now(), holds=[HoldIn(points_of(ALICE), 60)])
    taken = [EntryIn(points_of(ALICE), -41), EntryIn(ISSUED, 41)]

    with pytest.raises(NotEnoughBalance):
        write(gift(2), PostingIn(key="take", reference="", entries=taken))

    assert selectors.balance(points_of(ALICE)).balance == 100
    assert growth_of(2) == 0


def test_what_was_posted_before_and_spent_since_is_not_too_little() -> None:
    give(points_of(ALICE), 100)
    all_of_it = PostingIn(key="take", reference="", entries=[EntryIn(points_of(ALICE), -100), EntryIn(ISSUED, 100)])
    write(all_of_it)

    assert write(all_of_it) == 0


def test_what_can_never_be_a_transaction_is_refused() -> None:
    account = AccountRef(Owner.member(1), "growth", "main")

    with pytest.raises(BadPosting):
        write(PostingIn(key="k", reference="", entries=[EntryIn(account, 5)]))

    assert not Account.objects.exists()


@pytest.mark.parametrize("count", [200, 500])
def test_statements_do_not_grow_with_the_batch(count: int) -> None:
    write(*(gift(number, key=f"first:{number}") for number in range(1, count + 1)))

    with CaptureQueriesContext(connection) as counted:
        write(*(gift(number, key=f"second:{number}") for number in range(1, count + 1)))

    words = [query["sql"].split()[0] for query in counted.captured_queries]
    assert len([word for word in words if word not in {"SAVEPOINT", "RELEASE"}]) == 4
