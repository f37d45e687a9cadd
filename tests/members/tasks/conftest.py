"""Noon of 21 November in Shanghai, and stars as rewards."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import clock
from members.accounts.models import Member
from members.tasks import invariants, ports
from members.tasks.services import check_in
from tests.factories.tasks import LONG_AGO, FakeReward

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture(autouse=True)
def stars(monkeypatch: pytest.MonkeyPatch) -> FakeReward:
    fake = FakeReward()
    monkeypatch.setitem(ports._rewards, "stars", fake)
    return fake


@pytest.fixture
def nothing_is_broken() -> Callable[[], None]:
    def check() -> None:
        assert [sentence for _, find in invariants.CHECKS for sentence in find()] == []

    return check


@pytest.fixture
def old_alice(alice: Member) -> Member:
    """Alice, who joined long ago."""
    Member.objects.filter(pk=alice.pk).update(joined_at=LONG_AGO)
    alice.refresh_from_db()
    return alice


def day(number: int) -> datetime:
    """Return noon in Shanghai so many days after the 21st."""
    return NOW + timedelta(days=number)


def check_in_on(member: Any, *numbers: int) -> None:
    """Check a member in at noon of each of these days."""
    for number in numbers:
        check_in(member_id=member.pk, at=day(number))
