"""Each check of points is shown a violation, and sees it; sound points show none."""

from collections.abc import Callable

import pytest
from django.db.models import F

from kernel import clock
from members.ledger.models import Account, Entry, Hold, Transaction
from members.points import invariants
from members.points.models import Earning, Lot, LotUse, Spend, SpendReturn, TakeBack
from members.points.services import confirm_earning, earn_pending, expire_points, return_spent, take_back
from tests.factories.points import broken, give, keep, spend
from tests.planting import bare

pytestmark = [pytest.mark.django_db, pytest.mark.rule("9.5")]
TABLES = (Account, Transaction, Entry, Hold, Earning, Lot, LotUse, Spend, SpendReturn, TakeBack)


def shift(model: type, field: str, **filters: object) -> None:
    first = model.objects.filter(**filters).order_by("pk").first()
    assert model.objects.filter(pk=first.pk).update(**{field: F(field) + 1}) == 1


def plant_balance() -> None:
    shift(Account, "balance", owner_kind="member", bucket="main")


def plant_missing_account() -> None:
    Account.objects.filter(owner_kind="member", bucket="main").update(bucket="debt")


def plant_pending() -> None:
    shift(Account, "balance", bucket="pending")


def plant_debt() -> None:
    Account.objects.filter(bucket="debt").update(balance=1)


def plant_remaining() -> None:
    shift(Lot, "remaining")


def plant_expired() -> None:
    shift(Lot, "expired")


def plant_lot_below_zero() -> None:
    Lot.objects.update(remaining=F("remaining") - 10**6, points=F("points") - 10**6)


def plant_use() -> None:
    shift(LotUse, "points", spend__isnull=False)


def plant_returned() -> None:
    shift(Spend, "returned", returned__gt=0)


def plant_return() -> None:
    shift(SpendReturn, "points")


def plant_taken_back() -> None:
    shift(Earning, "taken_back", taken_back__gt=0)


def plant_take_back_from_lots() -> None:
    shift(TakeBack, "from_lots")


def plant_lost_lot() -> None:
    Lot.objects.filter(earning__isnull=False).update(earning=None)


def plant_filled_debt() -> None:
    shift(Earning, "filled_debt", state="confirmed")


PLANTED = [
    (plant_balance, invariants.unlike_lots),
    (plant_missing_account, invariants.unlike_lots),
    (plant_remaining, invariants.unlike_lots),
    (plant_pending, invariants.unlike_pending),
    (plant_debt, invariants.debts_above_zero),
    (plant_remaining, invariants.wrong_lots),
    (plant_expired, invariants.wrong_lots),
    (plant_lot_below_zero, invariants.wrong_lots),
    (plant_use, invariants.wrong_spends),
    (plant_returned, invariants.wrong_spends),
    (plant_return, invariants.wrong_spends),
    (plant_taken_back, invariants.wrong_take_backs),
    (plant_take_back_from_lots, invariants.wrong_take_backs),
    (plant_lost_lot, invariants.wrong_earnings),
    (plant_filled_debt, invariants.wrong_earnings),
]


def earn(member_id: int, key: str, points: int = 50) -> None:
    earn_pending(member_id=member_id, points=points, kind="purchase", key=key, reference="R", at=clock.now())


@pytest.fixture
def scene(alice, bob) -> None:
    """A little of everything: pending, final, taken back, spent, returned, held, ended, owed."""
    for key in ("pending", "final", "owed"):
        earn(alice.pk, key)
    confirm_earning(key="final", at=clock.now())
    take_back(key="final", points=10, refund_key="r", reference="", at=clock.now())
    confirm_earning(key="owed", at=clock.now())
    spend(alice.pk, 90)
    take_back(key="owed", points=50, refund_key="r", reference="", at=clock.now())
    return_spent(key="order:1", points=70, refund_key="r", reference="", at=clock.now())
    give(bob.pk, 30, days_left=-1)
    give(bob.pk, 20)
    keep(bob.pk, 5, key="order:2")
    expire_points(at=clock.now())


@pytest.mark.usefixtures("scene")
def test_sound_points_break_nothing() -> None:
    assert broken() == []


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(("plant", "find"), PLANTED, ids=[f"{p.__name__}-{f.__name__}" for p, f in PLANTED])
def test_a_planted_violation_is_found(plant: Callable[[], None], find: Callable[[], object]) -> None:
    with bare(*TABLES):
        plant()

        found = list(find())

    assert len(found) >= 1


def test_every_check_has_its_violation() -> None:
    assert {find for _plant, find in PLANTED} == {find for _title, find in invariants.CHECKS}
