"""Posting: balanced, once per key, never below what a guarded account has."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from members.ledger import selectors
from members.ledger.models import Account, Entry, Transaction
from members.ledger.services import (
    SHOP,
    AccountRef,
    BadPosting,
    EntryIn,
    KeyReused,
    NotEnoughBalance,
    Owner,
    post,
)
from tests.factories.ledger import ALICE, BOB, ISSUED, give, points_of

pytestmark = pytest.mark.django_db


def move(*entries: EntryIn, key: str = "k1", kind: str = "test", reference: str = "R1") -> Transaction:
    return post(kind=kind, key=key, reference=reference, at=clock.now(), entries=entries)


def points(owner: Owner, bucket: str = "main") -> int:
    return selectors.balance(points_of(owner, bucket)).balance


@pytest.mark.rule("9.1")
def test_a_transaction_moves_an_amount_from_one_account_to_another() -> None:
    give(points_of(ALICE), 100)

    written = move(EntryIn(points_of(ALICE), -30), EntryIn(points_of(BOB), 30))

    assert (points(ALICE), points(BOB)) == (70, 30)
    assert sorted(Entry.objects.filter(transaction=written).values_list("amount", flat=True)) == [-30, 30]


@pytest.mark.rule("9.1")
def test_each_asset_adds_up_on_its_own() -> None:
    fen, sales = AccountRef(SHOP, "cash", "wechat"), AccountRef(SHOP, "cash", "sales")

    move(EntryIn(points_of(ALICE), 5), EntryIn(ISSUED, -5), EntryIn(fen, 900), EntryIn(sales, -900))

    assert points(ALICE) == 5
    assert selectors.balance(fen).balance == 900


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    "entries",
    [
        [],
        [EntryIn(ISSUED, 1)],
        [EntryIn(points_of(ALICE), 5), EntryIn(ISSUED, -4)],
        [EntryIn(points_of(ALICE), 0), EntryIn(ISSUED, 0)],
        [EntryIn(points_of(ALICE), 1.5), EntryIn(ISSUED, -1.5)],
        [EntryIn(points_of(ALICE), 10**16), EntryIn(ISSUED, -(10**16))],
        [EntryIn(points_of(ALICE), 5), EntryIn(AccountRef(SHOP, "cash", "sales"), -5)],
        [EntryIn(points_of(ALICE, "savings"), 5), EntryIn(ISSUED, -5)],
        [EntryIn(points_of(ALICE), 5), EntryIn(points_of(ALICE), -5)],
    ],
    ids=["none", "one", "unequal", "zero", "fraction", "overflow", "two assets", "no such bucket", "cancels out"],
)
def test_what_is_no_transaction_is_refused(entries: list[EntryIn]) -> None:
    with pytest.raises(BadPosting):
        move(*entries)

    assert not Transaction.objects.exists()


@pytest.mark.rule("9.3")
def test_the_same_key_posts_once() -> None:
    first = give(points_of(ALICE), 100, key="order:1")

    again = give(points_of(ALICE), 100, key="order:1")

    assert again == first
    assert points(ALICE) == 100
    assert Entry.objects.count() == 2


@pytest.mark.rule("9.3")
def test_a_replay_is_answered_even_if_the_balance_is_spent_since() -> None:
    give(points_of(ALICE), 30)
    first = move(EntryIn(points_of(ALICE), -30), EntryIn(ISSUED, 30))

    again = move(EntryIn(points_of(ALICE), -30), EntryIn(ISSUED, 30))

    assert again == first
    assert points(ALICE) == 0


@pytest.mark.rule("9.3")
@pytest.mark.parametrize("changed", ["amount", "account", "kind", "reference"])
def test_a_key_that_stands_for_something_else_is_refused(changed: str) -> None:
    move(EntryIn(points_of(ALICE), 5), EntryIn(ISSUED, -5))
    amount = 6 if changed == "amount" else 5
    owner = BOB if changed == "account" else ALICE
    head = {changed: "other"} if changed in {"kind", "reference"} else {}

    with pytest.raises(KeyReused):
        move(EntryIn(points_of(owner), amount), EntryIn(ISSUED, -amount), **head)

    assert (points(ALICE), points(BOB)) == (5, 0)


@pytest.mark.rule("9.3")
def test_a_guarded_account_does_not_go_below_zero() -> None:
    give(points_of(ALICE), 100)

    with pytest.raises(NotEnoughBalance) as refused:
        move(EntryIn(points_of(ALICE), -101), EntryIn(points_of(BOB), 101))

    assert refused.value.extra["shortages"] == [{"asset": "points", "bucket": "main", "available": 100}]
    assert (points(ALICE), points(BOB)) == (100, 0)
    assert not Transaction.objects.filter(key="k1").exists()


def test_a_debt_may_go_below_zero() -> None:
    move(EntryIn(points_of(ALICE, "debt"), -40), EntryIn(ISSUED, 40))

    assert points(ALICE, "debt") == -40


def test_an_unguarded_account_is_covered_where_the_caller_asks() -> None:
    available = AccountRef(ALICE, "commission", "available")
    in_payout = AccountRef(ALICE, "commission", "in_payout")
    give(available, 50, counter="earned")

    with pytest.raises(NotEnoughBalance):
        move(EntryIn(available, -60, within_balance=True), EntryIn(in_payout, 60))

    move(EntryIn(available, -60), EntryIn(AccountRef(SHOP, "commission", "earned"), 60), key="k2")
    assert selectors.balance(available).balance == -10


def test_two_lines_of_one_account_are_merged_unless_their_dates_differ() -> None:
    growth, issued = AccountRef(ALICE, "growth", "main"), AccountRef(SHOP, "growth", "issued")
    first, second = date(2026, 1, 1), date(2026, 2, 1)

    move(EntryIn(growth, 1, first), EntryIn(growth, 2, first), EntryIn(growth, 4, second), EntryIn(issued, -7))

    assert sorted(Entry.objects.filter(amount__gt=0).values_list("amount", "counts_on")) == [(3, first), (4, second)]
    assert selectors.counted(growth, since=first, until=date(2026, 1, 31)) == 3
    assert selectors.balance(growth).balance == 7


def test_the_shops_accounts_are_spread_over_rows_and_read_as_one() -> None:
    for number in range(40):
        give(points_of(ALICE), 1, key=f"spread:{number}")

    assert 1 < Account.objects.filter(owner_kind="shop").count() <= 16
    assert selectors.balance(ISSUED).balance == -40


@pytest.mark.parametrize("members", [1, 20])
def test_four_statements_for_any_number_of_entries(members: int) -> None:
    receivers = [points_of(Owner.member(number)) for number in range(10, 10 + members)]
    for account in [points_of(ALICE), *receivers]:
        give(account, 100)

    with CaptureQueriesContext(connection) as statements:
        move(EntryIn(points_of(ALICE), -5 * members), *(EntryIn(account, 5) for account in receivers))

    spoken = [query["sql"].split()[0] for query in statements.captured_queries]
    kept = [word for word in spoken if word not in {"SAVEPOINT", "RELEASE"}]
    assert kept == ["SELECT", "INSERT", "INSERT", "UPDATE"]
