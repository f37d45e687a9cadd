"""What a tier and a card give right now, in two queries."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from members.accounts.models import Member
from members.tiers.models import Tier
from members.tiers.selectors import standing_of, tier_codes_of
from members.tiers.services import open_membership
from tests.factories.tiers import grow, moment

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")


def test_a_member_without_growth_stands_on_the_lowest_tier(alice: Member) -> None:
    standing = standing_of(alice.pk, at=JUNE)

    assert (standing.tier_code, standing.tier_label, standing.growth) == ("normal", "普通会员", 0)
    assert (standing.next_threshold, standing.vip_until) == (1_000, None)
    assert (standing.discount_bps, standing.vip_discount_bps, standing.points_multiplier_bps) == (10_000,) * 3
    assert not standing.has_free_shipping


def test_tier_and_card_give_the_better_of_both(alice: Member) -> None:
    grow(alice, 6_000, JUNE)
    Tier.objects.filter(code="gold").update(discount_bps=9_500, points_multiplier_bps=15_000, early_access_minutes=10)
    Tier.objects.filter(code="vip").update(discount_bps=9_000, has_free_shipping=True, early_access_minutes=60)
    until = JUNE + timedelta(days=30)
    open_membership(member_id=alice.pk, plan_code="month", starts_at=JUNE, ends_at=until, key="o1", at=JUNE)

    standing = standing_of(alice.pk, at=JUNE)

    assert (standing.tier_code, standing.growth, standing.next_threshold) == ("gold", 6_000, 20_000)
    assert (standing.discount_bps, standing.discount_label) == (9_500, "金卡价")
    assert (standing.vip_discount_bps, standing.vip_label, standing.vip_until) == (9_000, "付费会员价", until)
    assert (standing.points_multiplier_bps, standing.early_access_minutes) == (15_000, 60)
    assert standing.has_free_shipping
    assert standing_of(alice.pk, at=until).vip_discount_bps == 10_000


def test_the_highest_tier_has_nothing_above(alice: Member) -> None:
    grow(alice, 30_000, JUNE)

    assert standing_of(alice.pk, at=JUNE).next_threshold is None


def test_a_standing_takes_two_queries(
    alice: Member, bob: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        grow(alice, 600, JUNE)
    standing_of(bob.pk, at=JUNE)

    with django_assert_num_queries(2):
        standing_of(alice.pk, at=JUNE)
    with django_assert_num_queries(2):
        assert tier_codes_of([alice.pk, bob.pk]) == {alice.pk: "silver", bob.pk: "normal"}
