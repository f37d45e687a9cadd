"""64 ways to spend, earn and end the same points at once: every one of them happens once (quality 2)."""

from itertools import count

import pytest
from django.db import transaction
from django.db.models import F

from kernel import clock
from members.ledger import invariants as ledger
from members.ledger.models import Account
from members.ledger.services import HoldEnded
from members.points.models import Earning, Lot, Spend
from members.points.services import (
    NotEnoughPoints,
    deduct,
    expire_points,
    grant,
    hold_points,
    release_points,
    return_spent,
    spend_held,
    take_back,
)
from tests.factories.accounts import MemberFactory
from tests.factories.points import broken, figures, give, keep, lots
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
_names = count(1)


def member_with(points: int, *, days_left: int = 100) -> int:
    member_id = MemberFactory().pk
    if points:
        give(member_id, points, days_left=days_left)
    return member_id


def sound() -> list[str]:
    return [*broken(), *(row for _title, find in ledger.CHECKS for row in find())]


@pytest.mark.rule("10.1")
def test_a_naive_lot_is_spent_many_times() -> None:
    def read_then_write(member_id: int, number: int) -> None:
        with transaction.atomic():
            lot = Lot.objects.get(member_id=member_id)
            if lot.remaining < 100:
                raise NotEnoughPoints
            pause()
            Lot.objects.filter(pk=lot.pk).update(remaining=lot.remaining - 100)

    outcome = run(Race("points of a lot spent twice, naive", lambda: member_with(100), read_then_write), rounds=3)

    assert outcome.worst_round > 1


@pytest.mark.rule("10.1")
def test_the_points_of_a_lot_are_spent_once() -> None:
    def take(member_id: int, number: int) -> None:
        key = f"{member_id}:{number}"
        deduct(member_id=member_id, points=100, kind="lottery", key=key, reference="", at=clock.now())

    def nothing_is_left(member_id: int, allowed: int) -> None:
        assert (allowed, figures(member_id)["main"], lots(member_id)) == (1, 0, [0])

    outcome = run(Race("points of a lot spent twice", lambda: member_with(100), take, nothing_is_left))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert sound() == []


@pytest.mark.rule("9.4")
def test_points_are_held_for_one_order_of_many() -> None:
    def checkout(member_id: int, number: int) -> None:
        key = f"order:{member_id}:{number}"
        hold_points(member_id=member_id, points=100, key=key, reference="", at=clock.now())
        spend_held(key=key, reference="", at=clock.now())

    def one_order_paid(member_id: int, allowed: int) -> None:
        assert (allowed, figures(member_id)["main"], figures(member_id)["held"]) == (1, 0, 0)
        assert Spend.objects.filter(member_id=member_id).count() == 1

    outcome = run(Race("points of two orders", lambda: member_with(100), checkout, one_order_paid))

    assert outcome.worst_round == 1
    assert sound() == []


@pytest.mark.rule("9.3")
def test_a_naive_grant_is_given_many_times() -> None:
    def look_then_give(member_id: int, number: int) -> None:
        with transaction.atomic():
            if Earning.objects.filter(reference=f"gift:{member_id}").exists():
                return
            pause()
            now = clock.now()
            grant(
                member_id=member_id,
                points=10,
                kind="task",
                key=f"n:{next(_names)}",
                reference=f"gift:{member_id}",
                at=now,
            )

    def count_gifts(member_id: int, _allowed: int) -> None:
        given.append(Earning.objects.filter(reference=f"gift:{member_id}").count())

    given: list[int] = []
    run(Race("points granted twice, naive", lambda: member_with(0), look_then_give, count_gifts), rounds=3)

    assert max(given) > 1


@pytest.mark.rule("9.3")
def test_one_key_grants_once_however_often_it_comes_at_once() -> None:
    def give_again(member_id: int, _number: int) -> None:
        now = clock.now()
        grant(member_id=member_id, points=10, kind="task", key=f"gift:{member_id}", reference="", at=now)

    def given_once(member_id: int, allowed: int) -> None:
        assert (allowed, figures(member_id)["main"], lots(member_id)) == (64, 10, [10])

    outcome = run(Race("points granted twice", lambda: member_with(0), give_again, given_once))

    assert outcome.best_round == 64
    assert sound() == []


@pytest.mark.rule("10.1")
def test_a_naive_expiry_takes_what_is_held() -> None:
    def expire_or_hold(member_id: int, number: int) -> None:
        account = Account.objects.get(owner_id=member_id, owner_kind="member", bucket="main")
        pause()
        with transaction.atomic():
            if number % 2:
                hold_points(member_id=member_id, points=100, key=f"o:{member_id}", reference="", at=clock.now())
            elif not account.held:
                Lot.objects.filter(member_id=member_id, remaining=100).update(remaining=0, expired=F("points"))

    def look(member_id: int, _allowed: int) -> None:
        held.append(figures(member_id)["held"] > sum(lots(member_id)))

    held: list[bool] = []
    run(Race("hold against expiry, naive", lambda: member_with(100, days_left=-1), expire_or_hold, look), rounds=5)

    assert any(held)


@pytest.mark.rule("10.1")
def test_points_are_held_or_ended_never_both() -> None:
    def expire_or_hold(member_id: int, number: int) -> None:
        if number % 2:
            hold_points(member_id=member_id, points=60, key=f"o:{member_id}", reference="", at=clock.now())
        else:
            expire_points(at=clock.now())

    def what_is_held_is_there(member_id: int, _allowed: int) -> None:
        found = figures(member_id)
        assert (found["main"], found["held"]) in ((60, 60), (0, 0), (100, 60))
        assert sum(lots(member_id)) == found["main"]
        if found["held"]:
            spend_held(key=f"o:{member_id}", reference="", at=clock.now())

    run(Race("hold against expiry", lambda: member_with(100, days_left=-1), expire_or_hold, what_is_held_is_there))

    assert sound() == []


@pytest.mark.rule("8.7")
def test_refunds_in_any_number_at_once_give_back_and_take_back_once() -> None:
    def an_order_paid_with_points() -> int:
        member_id = member_with(100)
        now = clock.now()
        grant(member_id=member_id, points=40, kind="purchase", key=f"e:{member_id}", reference="", at=now)
        keep(member_id, 100, key=f"o:{member_id}")
        spend_held(key=f"o:{member_id}", reference="", at=now)
        return member_id

    def refund(member_id: int, number: int) -> None:
        now, refund_key = clock.now(), f"r:{number % 8}"
        if number % 2:
            return_spent(key=f"o:{member_id}", points=30, refund_key=refund_key, reference="", at=now)
        else:
            take_back(key=f"e:{member_id}", points=15, refund_key=refund_key, reference="", at=now)

    def all_is_back(member_id: int, _allowed: int) -> None:
        found = figures(member_id)
        assert (found["main"], found["debt"], sum(lots(member_id))) == (100, 0, 100)

    run(Race("refunds of points at once", an_order_paid_with_points, refund, all_is_back))

    assert sound() == []


@pytest.mark.rule("9.4")
def test_a_hold_is_spent_or_released_never_both() -> None:
    def an_order_placed() -> int:
        member_id = member_with(100)
        keep(member_id, 70, key=f"o:{member_id}")
        return member_id

    def end(member_id: int, number: int) -> None:
        if number % 2:
            release_points(key=f"o:{member_id}", at=clock.now())
        else:
            spend_held(key=f"o:{member_id}", reference="", at=clock.now())

    def ended_one_way(member_id: int, _allowed: int) -> None:
        found = figures(member_id)
        assert (found["main"], found["held"]) in ((100, 0), (30, 0))
        assert sum(lots(member_id)) == found["main"]

    race = Race("spend against release of points", an_order_placed, end, ended_one_way, refusals=(HoldEnded,))
    outcome = run(race)

    assert outcome.worst_round == 32
    assert sound() == []
