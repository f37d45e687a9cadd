"""One clock: UTC inside, Shanghai for business dates."""

from datetime import UTC, date, datetime

import pytest

from kernel import clock


@pytest.mark.rule("1.2")
def test_the_business_date_is_shanghais() -> None:
    with clock.at(datetime(2026, 11, 21, 16, 30, tzinfo=UTC)):
        assert clock.now().tzinfo is UTC
        assert clock.today() == date(2026, 11, 22)


def test_a_day_begins_and_ends_in_shanghai() -> None:
    start, end = clock.bounds(date(2026, 11, 21))

    assert (start.isoformat(), end.isoformat()) == ("2026-11-21T00:00:00+08:00", "2026-11-22T00:00:00+08:00")


def test_the_moment_ends_with_its_block() -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with clock.at(past):
        assert clock.now() == past

    assert clock.now() > past
