"""Noon of 21 November in Shanghai; what members have is read from their books."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from kernel import clock
from mall.rewards import invariants
from members.points import invariants as points
from members.tasks import invariants as tasks

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def nothing_is_broken() -> Callable[[], None]:
    def check() -> None:
        checks = [*invariants.CHECKS, *points.CHECKS, *tasks.CHECKS]
        assert [sentence for _, find in checks for sentence in find()] == []

    return check
