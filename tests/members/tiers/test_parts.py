"""Merging, export and erasure of what the room has of a member."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from members.accounts.models import Member, MergeCase
from members.tiers import invariants, tasks
from members.tiers.models import BenefitGrant, Membership, MemberTier, Tier
from members.tiers.parts import TiersPart
from members.tiers.selectors import saved_fen, standing_of, vip_until_of
from members.tiers.selectors.growth import growth_entries
from members.tiers.services import add_savings, open_membership
from members.tiers.services.holding import hold_tier
from members.tiers.services.moving import ensure_ladder
from tests.factories.tiers import grow, growth_at, moment, take_back, tier_of

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")
DAY = timedelta(days=1)


def merge(source: Member, target: Member, at: datetime = JUNE) -> Mapping[str, Any]:
    MergeCase.objects.create(
        source=source,
        target=target,
        evidence="phone",
        state="merged",
        opened_at=at,
        merged_at=at,
        undo_until=at + 30 * DAY,
    )
    journal = TiersPart().move(source_id=source.pk, target_id=target.pk, at=at)
    Member.objects.filter(pk=source.pk).update(state=Member.State.MERGED, merged_into=target)
    return journal


def unmerge(source: Member, journal: Mapping[str, Any], at: datetime = JUNE + DAY) -> None:
    Member.objects.filter(pk=source.pk).update(state=Member.State.ACTIVE, merged_into=None)
    TiersPart().undo(journal=journal, at=at)


def buy(member: Member, key: str, days: int = 30) -> None:
    ends_at = JUNE + days * DAY
    open_membership(member_id=member.pk, plan_code="p", starts_at=JUNE, ends_at=ends_at, key=key, at=JUNE)


def sound() -> bool:
    with clock.at(JUNE + 2 * DAY):
        tasks.review_tiers()
        return not [row for _title, find in invariants.CHECKS for row in find()]


def test_growth_goes_over_with_its_dates_and_lifts_at_once(alice: Member, bob: Member) -> None:
    grow(alice, 600, JUNE - 100 * DAY)
    grow(alice, 300, JUNE)
    grow(bob, 500, JUNE)

    assert TiersPart().preview(source_id=alice.pk, target_id=bob.pk) == {"成长值": 900, "付费会员": 0, "权益记录": 0}
    merge(alice, bob)

    assert (growth_at(bob, JUNE), tier_of(bob), growth_at(alice, JUNE)) == (1_400, "silver", 0)
    assert growth_at(bob, JUNE + 265 * DAY) == 800
    assert not MemberTier.objects.filter(member=alice).exists()
    assert sound()


def test_growth_for_who_was_merged_away_reaches_who_remained(alice: Member, bob: Member) -> None:
    key = grow(alice, 600, JUNE)
    merge(alice, bob)

    grow(alice, 700, JUNE)
    take_back(key, 100, JUNE)

    assert (growth_at(bob, JUNE), tier_of(bob)) == (1_200, "silver")
    assert not MemberTier.objects.filter(member=alice).exists()


def test_there_and_back_nothing_is_lost_or_doubled(alice: Member, bob: Member) -> None:
    key = grow(alice, 1_200, JUNE)
    grow(bob, 700, JUNE)
    journal = merge(alice, bob)
    take_back(key, 50, JUNE + DAY)
    grow(bob, 10, JUNE + DAY)

    unmerge(alice, journal)

    later = JUNE + DAY
    assert (growth_at(alice, later), growth_at(bob, later)) == (1_150, 710)
    assert (tier_of(alice), tier_of(bob)) == ("silver", "normal")
    assert sound()


def test_the_higher_tier_stays_with_its_notice_and_goes_back(alice: Member, bob: Member) -> None:
    take_back(grow(alice, 6_000, JUNE), 6_000, JUNE)
    grow(bob, 10, JUNE)

    journal = merge(alice, bob)
    kept = MemberTier.objects.get(member=bob)
    assert (kept.tier.code, kept.down_on) == ("gold", clock.date_of(JUNE + 30 * DAY))

    unmerge(alice, journal)
    assert (tier_of(alice), tier_of(bob)) == ("gold", "normal")
    assert MemberTier.objects.get(member=alice).down_on == clock.date_of(JUNE + 30 * DAY)
    assert sound()


def test_a_hold_goes_over(alice: Member, bob: Member) -> None:
    ensure_ladder()
    gold, until_on = Tier.objects.get(code="gold"), clock.date_of(JUNE + 90 * DAY)
    hold_tier(member_id=alice.pk, tier_id=gold.pk, until_on=until_on, reason="x", actor=Actor.system(), at=JUNE)

    merge(alice, bob)

    assert (tier_of(bob), MemberTier.objects.get(member=bob).held_until_on) == ("gold", until_on)


def test_two_cards_become_one_behind_the_other_and_part_again(alice: Member, bob: Member) -> None:
    buy(alice, "a1", 20)
    buy(alice, "a2", 30)
    buy(bob, "b1", 10)
    at = JUNE + 5 * DAY

    journal = merge(alice, bob, at)
    assert vip_until_of(bob.pk, at=at) == JUNE + (10 + 15 + 30) * DAY
    assert vip_until_of(alice.pk, at=at) is None
    assert sound()

    unmerge(alice, journal, JUNE + 6 * DAY)
    assert vip_until_of(alice.pk, at=at) == JUNE + 50 * DAY
    assert vip_until_of(bob.pk, at=at) == JUNE + 10 * DAY
    assert sound()


def test_what_was_given_and_saved_goes_over_once(alice: Member, bob: Member) -> None:
    ensure_ladder()
    for member, periods in ((alice, ("2025-05", "2025-06")), (bob, ("2025-06",))):
        for period in periods:
            BenefitGrant.objects.create(
                member=member, ladder="growth", occasion="monthly", kind="points", period=period,
                tier=Tier.objects.get(code="silver"), amount=1, at=JUNE,
            )  # fmt: skip
    add_savings(member_id=alice.pk, amount_fen=100, key="order:1", at=JUNE)

    journal = merge(alice, bob)
    assert sorted(BenefitGrant.objects.filter(member=bob).values_list("period", flat=True)) == ["2025-05", "2025-06"]
    assert (saved_fen(alice.pk), saved_fen(bob.pk)) == (0, 100)

    unmerge(alice, journal)
    assert BenefitGrant.objects.filter(member=alice).count() == 2
    assert (saved_fen(alice.pk), saved_fen(bob.pk)) == (100, 0)


def test_merging_who_has_nothing_moves_nothing(alice: Member, bob: Member) -> None:
    journal = merge(alice, bob)
    unmerge(alice, journal)

    assert not growth_entries().exists()


def test_the_export_has_all_of_it(alice: Member) -> None:
    grow(alice, 1_200, JUNE)
    buy(alice, "a1")

    export = TiersPart().export(member_id=alice.pk)

    assert (export["等级"], export["成长值"], len(export["付费会员"])) == (
        "银卡",
        ["2025-06-01T04:00:00+00:00 +1200"],
        1,
    )


def test_an_erased_member_keeps_no_note_and_no_card(alice: Member) -> None:
    ensure_ladder()
    gold, until_on = Tier.objects.get(code="gold"), clock.date_of(JUNE + 90 * DAY)
    hold_tier(member_id=alice.pk, tier_id=gold.pk, until_on=until_on, reason="x", actor=Actor.system(), at=JUNE)
    buy(alice, "a1")

    TiersPart().erase(member_id=alice.pk, at=JUNE + DAY)

    assert MemberTier.objects.get(member=alice).hold_reason == ""
    assert standing_of(alice.pk, at=JUNE + DAY).vip_until is None
    assert Membership.objects.get().ended_at == JUNE + DAY
    assert TiersPart().blocks(member_id=alice.pk) == []
