"""64 ways to spend the same points: they are spent once (quality 2)."""

from itertools import count

import pytest
from django.db import transaction

from kernel import clock
from members.ledger import invariants, selectors
from members.ledger.entries import AccountRef, Owner
from members.ledger.models import Account, Hold, Transaction
from members.ledger.services import (
    SHOP,
    EntryIn,
    HoldIn,
    NotEnoughBalance,
    capture,
    hold,
    post,
    release,
)
from tests.factories.ledger import give, points_of
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SPENT = AccountRef(SHOP, "points", "spent")
_members = count(1)


def hundred_points() -> AccountRef:
    account = points_of(Owner.member(next(_members)))
    give(account, 100)
    return account


def sound_book() -> list[str]:
    return [row for _title, find in invariants.CHECKS for row in find()]


@pytest.mark.rule("9.3")
def test_a_naive_balance_is_spent_many_times() -> None:
    def read_then_write(account: AccountRef, _number: int) -> None:
        with transaction.atomic():
            seen = Account.objects.get(owner_kind=account.owner.kind, owner_id=account.owner.id, bucket="main")
            if seen.balance < 100:
                raise NotEnoughBalance
            pause()
            Account.objects.filter(pk=seen.pk).update(balance=seen.balance - 100)

    outcome = run(Race("points spent twice, naive", hundred_points, read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("9.3")
def test_points_are_spent_once() -> None:
    def spend(account: AccountRef, number: int) -> None:
        entries = [EntryIn(account, -100), EntryIn(SPENT, 100)]
        post(kind="spend", key=f"{account.owner.id}:{number}", reference="", at=clock.now(), entries=entries)

    def nothing_is_left(account: AccountRef, allowed: int) -> None:
        assert (allowed, selectors.balance(account).balance) == (1, 0)

    outcome = run(Race("points spent twice", hundred_points, spend, nothing_is_left))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert sound_book() == []


@pytest.mark.rule("9.4")
def test_points_are_held_once() -> None:
    def keep(account: AccountRef, number: int) -> None:
        holds = [HoldIn(account, 100)]
        hold(key=f"{account.owner.id}:{number}", reference="", at=clock.now(), holds=holds)

    def all_is_held(account: AccountRef, allowed: int) -> None:
        figures = selectors.balance(account)
        assert (allowed, figures.balance, figures.held) == (1, 100, 100)

    outcome = run(Race("points held twice", hundred_points, keep, all_is_held))

    assert outcome.worst_round == 1
    assert sound_book() == []


@pytest.mark.rule("9.3")
def test_one_key_posts_once_however_often_it_comes_at_once() -> None:
    def new_member() -> AccountRef:
        return points_of(Owner.member(next(_members)))  # the account itself is opened by the race

    def give_again(account: AccountRef, _number: int) -> None:
        give(account, 100, key=f"gift:{account.owner.id}")

    def given_once(account: AccountRef, allowed: int) -> None:
        posted = Transaction.objects.filter(key=f"gift:{account.owner.id}").count()
        assert (allowed, posted, selectors.balance(account).balance) == (64, 1, 100)

    outcome = run(Race("one key, 64 times", new_member, give_again, given_once))

    assert outcome.best_round == 64
    assert sound_book() == []


@pytest.mark.rule("9.4")
def test_a_hold_is_captured_or_released_never_both() -> None:
    def held_points() -> AccountRef:
        account = hundred_points()
        hold(key=f"order:{account.owner.id}", reference="", at=clock.now(), holds=[HoldIn(account, 100)])
        return account

    def end(account: AccountRef, number: int) -> None:
        key = f"order:{account.owner.id}"
        if number % 2:
            release(key=key, at=clock.now())
        else:
            capture(key=key, kind="spend", reference="", at=clock.now(), into="spent")

    def ended_one_way(account: AccountRef, _allowed: int) -> None:
        state = Hold.objects.get(key=f"order:{account.owner.id}").state
        figures = selectors.balance(account)
        assert (figures.balance, figures.held) == (0 if state == "captured" else 100, 0)

    outcome = run(Race("capture against release", held_points, end, ended_one_way))

    assert outcome.worst_round == 32
    assert sound_book() == []
