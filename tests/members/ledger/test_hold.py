"""Holding: kept, then captured or released, each once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from members.ledger import selectors
from members.ledger.models import Account, Hold, Transaction
from members.ledger.selectors import Balance
from members.ledger.services import (
    SHOP,
    AccountRef,
    BadPosting,
    HoldEnded,
    HoldIn,
    KeyReused,
    NotEnoughBalance,
    capture,
    hold,
    release,
)
from tests.factories.ledger import ALICE, BOB, ISSUED, give, points_of

pytestmark = pytest.mark.django_db

WALLET = AccountRef(ALICE, "wallet", "principal")


def keep(*holds: HoldIn, key: str = "order:1") -> list[Hold]:
    return hold(key=key, reference="R1", at=clock.now(), holds=holds)


def spend(key: str = "order:1", into: str = "spent") -> Transaction:
    return capture(key=key, kind="order.pay", reference="R1", at=clock.now(), into=into)


def let_go(key: str = "order:1") -> None:
    release(key=key, at=clock.now())


@pytest.mark.rule("9.4")
def test_a_hold_is_no_entry_and_lessens_what_is_available() -> None:
    give(points_of(ALICE), 100)
    posted = Transaction.objects.count()

    keep(HoldIn(points_of(ALICE), 60))

    figures = selectors.balance(points_of(ALICE))
    assert (figures.balance, figures.held, figures.available) == (100, 60, 40)
    assert Transaction.objects.count() == posted


@pytest.mark.rule("9.4")
def test_more_than_is_available_is_refused_and_nothing_is_held() -> None:
    give(points_of(ALICE), 100)
    give(WALLET, 500)
    keep(HoldIn(points_of(ALICE), 60))

    with pytest.raises(NotEnoughBalance) as refused:
        keep(HoldIn(WALLET, 500), HoldIn(points_of(ALICE), 41), key="order:2")

    assert refused.value.extra["shortages"] == [{"asset": "points", "bucket": "main", "available": 40}]
    assert selectors.balance(WALLET) == Balance(500, 0)


@pytest.mark.rule("9.4")
def test_what_is_held_cannot_be_spent_otherwise() -> None:
    give(points_of(ALICE), 100)
    keep(HoldIn(points_of(ALICE), 60))

    with pytest.raises(NotEnoughBalance):
        give(points_of(ALICE), -41)

    assert selectors.balance(points_of(ALICE)) == Balance(100, 60)


def test_a_member_without_an_account_has_nothing_to_hold() -> None:
    with pytest.raises(NotEnoughBalance):
        keep(HoldIn(points_of(BOB), 1))

    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    "holds",
    [
        [],
        [HoldIn(WALLET, 0)],
        [HoldIn(WALLET, -5)],
        [HoldIn(WALLET, 1.5)],
        [HoldIn(WALLET, 1), HoldIn(WALLET, 2)],
        [HoldIn(points_of(ALICE, "debt"), 1)],
        [HoldIn(ISSUED, 1)],
    ],
    ids=["none", "zero", "negative", "fraction", "account twice", "unguarded", "the shop's"],
)
def test_what_is_no_hold_is_refused(holds: list[HoldIn]) -> None:
    give(WALLET, 500)

    with pytest.raises(BadPosting):
        keep(*holds)

    assert not Hold.objects.exists()


def test_the_same_key_holds_once() -> None:
    give(WALLET, 500)
    first = keep(HoldIn(WALLET, 100))

    again = keep(HoldIn(WALLET, 100))

    assert again == first
    assert selectors.balance(WALLET) == Balance(500, 100)


def test_a_key_that_holds_something_else_is_refused() -> None:
    give(WALLET, 500)
    keep(HoldIn(WALLET, 100))

    with pytest.raises(KeyReused):
        keep(HoldIn(WALLET, 101))

    assert selectors.balance(WALLET) == Balance(500, 100)


@pytest.mark.rule("9.4")
def test_released_amounts_are_available_again() -> None:
    give(WALLET, 500)
    keep(HoldIn(WALLET, 100))

    let_go()
    let_go()

    assert selectors.balance(WALLET) == Balance(500, 0)
    assert Hold.objects.get().state == Hold.State.RELEASED


def test_releasing_what_was_never_held_changes_nothing() -> None:
    give(WALLET, 500)

    let_go("order:404")

    assert selectors.balance(WALLET) == Balance(500, 0)


@pytest.mark.rule("9.4")
def test_a_captured_hold_becomes_entries() -> None:
    give(WALLET, 500)
    give(points_of(ALICE), 100)
    keep(HoldIn(WALLET, 200), HoldIn(points_of(ALICE), 30))

    written = spend()

    assert selectors.balance(WALLET) == Balance(300, 0)
    assert selectors.balance(points_of(ALICE)) == Balance(70, 0)
    assert selectors.balance(AccountRef(SHOP, "wallet", "spent")).balance == 200
    assert sorted(written.entries.values_list("amount", flat=True)) == [-200, -30, 30, 200]
    assert set(Hold.objects.values_list("state", "transaction_id")) == {("captured", written.pk)}


def test_a_hold_of_all_there_is_can_be_captured() -> None:
    give(WALLET, 500)
    keep(HoldIn(WALLET, 500))

    spend()

    assert selectors.balance(WALLET) == Balance(0, 0)


def test_capturing_twice_is_capturing_once() -> None:
    give(WALLET, 500)
    keep(HoldIn(WALLET, 200))
    first = spend()

    again = spend()

    assert again == first
    assert selectors.balance(WALLET) == Balance(300, 0)


def test_a_released_hold_is_not_captured_and_a_captured_one_not_released() -> None:
    give(WALLET, 500)
    keep(HoldIn(WALLET, 100), key="released")
    keep(HoldIn(WALLET, 100), key="captured")
    let_go("released")
    spend("captured")

    with pytest.raises(HoldEnded):
        spend("released")
    with pytest.raises(HoldEnded):
        let_go("captured")

    assert selectors.balance(WALLET) == Balance(400, 0)


def test_a_key_that_has_ended_does_not_hold_again() -> None:
    give(WALLET, 500)
    keep(HoldIn(WALLET, 100))
    let_go()

    with pytest.raises(HoldEnded):
        keep(HoldIn(WALLET, 100))

    assert selectors.balance(WALLET) == Balance(500, 0)


def test_what_was_never_held_is_not_captured() -> None:
    with pytest.raises(HoldEnded):
        spend("order:404")

    assert not Account.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_hold_and_capture_do_not_grow(count: int) -> None:
    accounts = [points_of(ALICE), WALLET, AccountRef(ALICE, "wallet", "bonus")][:count]
    for account in accounts:
        give(account, 100)

    with CaptureQueriesContext(connection) as holding:
        keep(*(HoldIn(account, 10) for account in accounts))
    spend()
    keep(*(HoldIn(account, 10) for account in accounts), key="order:2")
    with CaptureQueriesContext(connection) as capturing:
        spend("order:2")

    assert len(_counted(holding)) == 4
    assert len(_counted(capturing)) <= 9


def _counted(context: CaptureQueriesContext) -> list[str]:
    words = [query["sql"].split()[0] for query in context.captured_queries]
    return [word for word in words if word not in {"SAVEPOINT", "RELEASE"}]
