"""An operator holds a member at a tier until a date, with a reason."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from members.accounts.models import Member
from members.tiers.models import MemberTier, Tier, TierEvent
from members.tiers.services.holding import (
    HoldDateWrong,
    HoldReasonMissing,
    NotHeld,
    TierNotOnLadder,
    hold_tier,
    release_tier,
)
from members.tiers.services.moving import ensure_ladder
from tests.factories.tiers import grow, moment, tier_of

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")
DAY = timedelta(days=1)
STELLA = Actor.operator(7)


def hold(member: Member, code: str, *, days: int = 90, reason: str = "投诉补偿") -> MemberTier:
    ensure_ladder()
    until_on = clock.date_of(JUNE + days * DAY)
    tier_id = Tier.objects.get(code=code).pk
    return hold_tier(member_id=member.pk, tier_id=tier_id, until_on=until_on, reason=reason, actor=STELLA, at=JUNE)


def test_a_hold_lifts_at_once_and_leaves_its_reason(alice: Member) -> None:
    hold(alice, "gold")

    assert tier_of(alice) == "gold"
    lines = TierEvent.objects.order_by("pk").values_list("kind", "reason", "operator_id")
    assert list(lines) == [("held", "保级到 2025-08-30：投诉补偿", 7), ("up", "人工保级为“金卡”", None)]


def test_a_hold_never_lowers(alice: Member) -> None:
    grow(alice, 20_000, JUNE)
    hold(alice, "silver")

    assert tier_of(alice) == "diamond"


def test_a_hold_withdraws_a_notice(alice: Member) -> None:
    grow(alice, 1_000, JUNE - 365 * DAY)
    grow(alice, 1, JUNE)
    assert MemberTier.objects.get(member=alice).down_on is not None

    assert hold(alice, "silver").down_on is None


def test_released_the_member_gets_the_usual_notice(alice: Member) -> None:
    hold(alice, "gold")

    row = release_tier(member_id=alice.pk, reason="结束", actor=STELLA, at=JUNE + DAY)

    assert (row.tier.code, row.held_tier, row.down_on) == ("gold", None, clock.date_of(JUNE + 31 * DAY))
    with pytest.raises(NotHeld):
        release_tier(member_id=alice.pk, reason="结束", actor=STELLA, at=JUNE + DAY)


def test_what_makes_no_sense_is_refused(alice: Member) -> None:
    with pytest.raises(HoldDateWrong):
        hold(alice, "gold", days=-1)
    with pytest.raises(HoldReasonMissing):
        hold(alice, "gold", reason=" ")
    with pytest.raises(TierNotOnLadder):
        hold(alice, "vip")
    assert not MemberTier.objects.exists()
