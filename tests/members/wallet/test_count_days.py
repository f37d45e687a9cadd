"""Every day's totals of all wallets, from the ledger and equal to it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kernel import clock
from members.accounts.models import Member
from members.wallet import invariants, services, tasks
from members.wallet.models import WalletDay
from members.wallet.selectors import wallet_of
from members.wallet.shapes import WalletParts
from tests.factories.wallet import card_codes, guessed, held, returned, spent, topped_up

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 12, tzinfo=clock.SHANGHAI)


def day(number: int, hour: int = 12) -> datetime:
    return MONDAY.replace(hour=hour) + timedelta(days=number)


@pytest.fixture
def week(alice: Member, bob: Member, stella: Any) -> None:
    """Money comes on Monday, goes on Tuesday, nothing on Wednesday, everything else on Thursday."""
    with clock.at(day(0)):
        topped_up(alice.pk, 10000, 1000, key="order:1")
        topped_up(bob.pk, 500)
    with clock.at(day(1, 0)):
        spent(alice.pk, 4000)
        held(alice.pk, 100, "payment:2")
    with clock.at(day(3, 23)):
        returned(1000, "refund:1")
        guessed(bob.pk, card_codes(stella.pk, face_fen=700)[0])
        change = services.NewAdjustment(alice.pk, WalletParts(0, 50), "补偿")
        services.adjust_wallet(change=change, operator_id=stella.pk, at=clock.now())
        services.take_back_top_up(key="order:1", principal_fen=2000, refund_key="r", reference="", at=clock.now())
        change = services.NewAdjustment(bob.pk, WalletParts(-500, 0), "误充")
        services.adjust_wallet(change=change, operator_id=stella.pk, at=clock.now())


def shown() -> list[tuple[int, ...]]:
    names = ["opening", "topped_up", "gift_cards", "taken_back", "spent", "returned", "adjusted", "closing"]
    return list(WalletDay.objects.order_by("day").values_list(*(f"{name}_fen" for name in names)))


@pytest.mark.usefixtures("week")
def test_a_row_for_every_day_that_is_over(alice: Member, bob: Member) -> None:
    with clock.at(day(4, 1)):
        assert tasks.count_days() == 4

    assert shown() == [
        (0, 11500, 0, 0, 0, 0, 0, 11500),
        (11500, 0, 0, 0, 4000, 0, 0, 7500),
        (7500, 0, 0, 0, 0, 0, 0, 7500),
        (7500, 0, 700, 2200, 0, 1000, -450, 6550),
    ]
    there = [wallet_of(member.pk) for member in (alice, bob)]
    last = WalletDay.objects.latest("day")
    assert last.closing_fen == sum(wallet.principal_fen + wallet.bonus_fen for wallet in there)
    assert last.closing_principal_fen == sum(wallet.principal_fen for wallet in there)


@pytest.mark.usefixtures("week")
def test_counting_twice_changes_nothing(db: None) -> None:
    with clock.at(day(4, 1)):
        tasks.count_days()

        assert tasks.count_days() == 0
        assert list(invariants.days_are_the_ledgers()) == []


@pytest.mark.usefixtures("week")
def test_what_is_written_late_is_counted_with_its_day(bob: Member) -> None:
    with clock.at(day(4, 1)):
        tasks.count_days()
    with clock.at(day(2)):
        topped_up(bob.pk, 33)

    with clock.at(day(4, 2)):
        assert len(list(invariants.days_are_the_ledgers())) == 2
        assert tasks.count_days() == 2
        assert list(invariants.days_are_the_ledgers()) == []
    assert WalletDay.objects.get(day=date(2026, 11, 18)).topped_up_fen == 33


def test_an_unused_wallet_has_no_days(db: None) -> None:
    assert tasks.count_days() == 0
    assert list(invariants.days_are_the_ledgers()) == []


@pytest.mark.usefixtures("week")
def test_a_missing_day_is_seen(db: None) -> None:
    with clock.at(day(4, 2)):
        assert list(invariants.days_are_the_ledgers()) == [
            f"余额日报 {date(2026, 11, 16) + timedelta(days=n)}：缺少" for n in range(3)
        ]
    with clock.at(day(4, 4)):
        assert len(list(invariants.days_are_the_ledgers())) == 4
