"""What a line earns, and what of it goes back: arithmetic only."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mall.rewards.terms import Campaign, Terms, earned, share_back

PLAIN = Terms(points_per_yuan=1, growth_per_yuan=1, member_bps=10_000)


def gain(paid_fen=10_000, *campaigns, quantity=1, terms=PLAIN):
    return earned(paid_fen=paid_fen, quantity=quantity, terms=terms, campaigns=campaigns)


@pytest.mark.rule("10.1")
@pytest.mark.parametrize(("paid_fen", "points"), [(0, 0), (99, 0), (100, 1), (199, 1), (10_000, 100)])
def test_a_point_for_each_yuan_paid_rounded_down(paid_fen, points):
    found = gain(paid_fen)

    assert (found.points, found.growth) == (points, points)


@pytest.mark.rule("1.3")
@given(
    paid_fen=st.integers(0, 10**10),
    rate=st.integers(0, 1000),
    bps=st.integers(10_000, 100_000),
)
def test_points_are_rounded_down_once(paid_fen, rate, bps):
    found = gain(paid_fen, terms=Terms(rate, 1, bps))

    assert found.points == floor(Fraction(paid_fen, 100) * rate * Fraction(bps, 10_000))


@pytest.mark.parametrize(("is_multiplied", "bps", "points"), [(False, 20_000, 200), (True, 30_000, 300)])
def test_tier_and_campaign_are_multiplied_only_if_so_set(is_multiplied, bps, points):
    terms = Terms(1, 1, 15_000, is_multiplied)

    found = gain(10_000, Campaign(7, multiplier_bps=20_000), terms=terms)

    assert (found.multiplier_bps, found.points, found.campaign_id) == (bps, points, 7)


def test_of_several_campaigns_the_one_that_gives_most_the_older_of_equals():
    triple, gift, double = Campaign(3, 30_000), Campaign(1, points_per_piece=200), Campaign(2, 20_000)

    found = gain(10_000, triple, double, gift)

    assert (found.points, found.campaign_id, found.bonus_points) == (300, 1, 200)
    assert gain(10_000, triple, gift) == gain(10_000, gift, triple)


def test_points_for_each_piece_come_on_top():
    assert gain(10_000, Campaign(1, points_per_piece=5), quantity=3).points == 115


def test_nothing_paid_earns_nothing():
    found = gain(0, Campaign(1, points_per_piece=5))

    assert (found.points, found.growth, found.campaign_id) == (0, 0, None)


def test_a_campaign_that_gives_no_more_is_not_named():
    assert gain(10_000, Campaign(1, 12_000), terms=Terms(1, 1, 15_000)).campaign_id is None


@pytest.mark.rule("8.7")
@given(total=st.integers(0, 10**9), parts=st.lists(st.integers(1, 10**7), min_size=1, max_size=8), data=st.data())
def test_shares_of_the_whole_add_up_to_the_total_however_it_is_cut(total, parts, data):
    paid_fen, before, back = sum(parts), 0, 0

    for amount in data.draw(st.permutations(parts)):
        share = share_back(total, paid_fen=paid_fen, before_fen=before, amount_fen=amount)
        before += amount
        back += share
        assert share >= 0
        assert back == floor(Fraction(total * before, paid_fen))

    assert back == total
