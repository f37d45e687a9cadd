"""How amounts are divided over principal and bonus: exact, whatever comes in whatever parts."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from members.wallet.shapes import (
    BONUS_FIRST,
    PRINCIPAL_FIRST,
    PROPORTIONAL,
    WalletParts,
    divide,
    next_bonus,
    next_return,
)

amounts = st.integers(min_value=0, max_value=10**9)
parts = st.builds(WalletParts, amounts, amounts)
orders = st.sampled_from([PRINCIPAL_FIRST, BONUS_FIRST, PROPORTIONAL])


@pytest.mark.parametrize(
    ("order", "divided"),
    [
        (PRINCIPAL_FIRST, WalletParts(100, 20)),
        (BONUS_FIRST, WalletParts(70, 50)),
        (PROPORTIONAL, WalletParts(80, 40)),
    ],
)
def test_an_amount_is_divided_by_the_order(order: str, divided: WalletParts) -> None:
    assert divide(120, WalletParts(100, 50), order) == divided


@given(parts, orders, st.data())
def test_a_division_adds_up_and_takes_no_more_than_there_is(over: WalletParts, order: str, data: st.DataObject) -> None:
    amount = data.draw(st.integers(min_value=0, max_value=over.total_fen))

    divided = divide(amount, over, order)

    assert divided.total_fen == amount
    assert 0 <= divided.principal_fen <= over.principal_fen
    assert 0 <= divided.bonus_fen <= over.bonus_fen


@pytest.mark.rule("2.5")
@given(parts, st.lists(st.tuples(st.integers(min_value=1, max_value=10**9), orders), max_size=12))
def test_returns_in_any_parts_and_orders_give_back_exactly_what_was_spent(
    spent: WalletParts, steps: list[tuple[int, str]]
) -> None:
    assume(spent.total_fen)
    returned = WalletParts()
    for amount, order in [*steps, (10**10, PROPORTIONAL)]:
        left = (spent - returned).total_fen
        part = next_return(min(amount, left), spent=spent, returned=returned, order=order)
        assert part.principal_fen >= 0
        assert part.bonus_fen >= 0
        returned += part

    assert returned == spent


@given(parts, st.lists(st.integers(min_value=1, max_value=10**9), max_size=12))
def test_in_proportion_no_moment_is_a_fen_off(spent: WalletParts, steps: list[int]) -> None:
    assume(spent.total_fen)
    returned = WalletParts()
    for step in steps:
        amount = min(step, (spent - returned).total_fen)
        returned += next_return(amount, spent=spent, returned=returned, order=PROPORTIONAL)

        assert (
            abs(returned.principal_fen * spent.total_fen - spent.principal_fen * returned.total_fen) < spent.total_fen
        )


@given(parts, st.lists(st.integers(min_value=1, max_value=10**9), max_size=12))
def test_taking_a_top_up_back_in_parts_takes_exactly_its_bonus(bought: WalletParts, steps: list[int]) -> None:
    assume(bought.principal_fen)
    taken = WalletParts()
    for step in [*steps, bought.principal_fen]:
        amount = min(step, bought.principal_fen - taken.principal_fen)
        bonus = next_bonus(amount, bought=bought, taken=taken)
        assert bonus >= 0
        taken += WalletParts(amount, bonus)

    assert taken == bought
