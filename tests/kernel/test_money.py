"""Fen, rates and splits: one rounding rule each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import money


@pytest.mark.rule("1.1")
@pytest.mark.parametrize(("text", "fen"), [("0", 0), ("12", 1200), ("12.3", 1230), ("12.34", 1234), (" 9.90 ", 990)])
def test_yuan_are_read_exactly(text: str, fen: int) -> None:
    assert money.fen(text) == fen


@pytest.mark.parametrize("text", ["", "-1", "1.234", "1,000", "１", "1e3", "NaN", ".5", "99999999999999"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        money.fen(text)


@given(st.integers(0, 10**13))
def test_writing_and_reading_come_back_to_the_same_fen(amount: int) -> None:
    assert money.fen(money.yuan(amount)) == amount


@pytest.mark.rule("1.3")
def test_prices_round_half_up_and_shares_round_down() -> None:
    assert [money.at_rate(amount, 5000) for amount in (1, 3, 5)] == [1, 2, 3]
    assert [money.share_of(amount, 5000) for amount in (1, 3, 5)] == [0, 1, 2]


@pytest.mark.rule("1.2")
def test_rates_are_basis_points() -> None:
    assert money.at_rate(12345, money.BPS) == 12345
    assert money.at_rate(10000, 9550) == 9550


@given(st.data())
def test_a_split_adds_up_and_no_part_exceeds_its_ceiling(data: st.DataObject) -> None:
    ceilings = data.draw(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
    weights = [data.draw(st.integers(0, 10_000)) for _ in ceilings]
    total = data.draw(st.integers(0, sum(ceilings)))

    parts = money.split(total, weights, ceilings)

    assert sum(parts) == total
    assert all(0 <= part <= ceiling for part, ceiling in zip(parts, ceilings, strict=True))


def test_the_largest_remainder_gets_the_odd_fen() -> None:
    assert money.split(100, [1, 1, 1]) == [34, 33, 33]
    assert money.split(10, [5, 3, 2], [2, 9, 9]) == [2, 5, 3]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="ceilings"):
        money.split(10, [1, 1], [4, 5])


@pytest.mark.rule("2.5")
@given(st.integers(0, 10**9), st.integers(1, 50), st.data())
def test_refunding_piece_by_piece_gives_back_exactly_the_whole(paid: int, pieces: int, data: st.DataObject) -> None:
    given_back, before = 0, 0
    while before < pieces:
        count = data.draw(st.integers(1, pieces - before))
        given_back += money.part_of(paid, pieces, before, count)
        before += count

    assert given_back == paid
