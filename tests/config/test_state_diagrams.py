"""docs/states.md says what the tables say (rules 4.1)."""

import pytest

from config.state_diagrams import diagram, page
from mall.orders.states import TRANSITIONS, Status
from mall.payments.states import REFUND_TRANSITIONS
from tests.house.sources import ROOT

pytestmark = pytest.mark.rule("4.1")


def test_the_page_is_up_to_date():
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf8") == page(), "run manage.py draw_states"


def test_every_move_is_drawn_once_with_its_reason():
    drawn = diagram(TRANSITIONS).splitlines()

    moves = [(before, after, why) for before, following in TRANSITIONS.items() for after, why in following.items()]
    assert [drawn.count(f"    {before.value} --> {after.value} : {why}") for before, after, why in moves] == [1] * len(
        moves
    )
    assert sum("-->" in line for line in drawn) == len(moves) + 3


def test_states_stand_under_their_chinese_names():
    assert all(f"    {status.value} : {status.label}" in diagram(TRANSITIONS) for status in Status)


def test_it_begins_with_the_first_state_and_ends_where_nothing_follows():
    drawn = diagram(REFUND_TRANSITIONS)

    assert "    [*] --> created" in drawn
    assert "    succeeded --> [*]" in drawn
    assert "    failed --> [*]" not in drawn
