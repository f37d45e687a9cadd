"""The ladder is saved as a whole: checked, archived, audited."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from kernel.audit.models import AuditEntry
from members.accounts.models import Member
from members.tiers import tasks
from members.tiers.models import Tier, TierGift
from members.tiers.models.ladder import Ladder
from members.tiers.services import GiftDesign, TierDesign, save_ladder
from members.tiers.services.ladder import LadderInvalid
from members.tiers.services.moving import ensure_ladder
from tests.factories.tiers import grow, moment, tier_of
from tests.members.tiers.conftest import Sweets

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")
CARD = TierDesign(code="vip", label="黑卡", discount_bps=9_000)
PLAIN = [
    TierDesign(code="normal", label="普通会员"),
    TierDesign(code="silver", label="银卡", threshold=1_000),
    TierDesign(code="gold", label="金卡", threshold=5_000),
    TierDesign(code="diamond", label="钻石", threshold=20_000),
]


def save(tiers: list[TierDesign], card: TierDesign = CARD) -> None:
    save_ladder(tiers=tiers, card=card, actor=Actor.operator(1), at=JUNE)


def live() -> list[tuple[str, int]]:
    return list(Tier.objects.live().of(Ladder.GROWTH).values_list("label", "threshold"))


def test_thresholds_may_change_places_and_tiers_may_come_between() -> None:
    new = TierDesign(code="", label="铂金", threshold=5_000, points_multiplier_bps=12_000)
    save([PLAIN[0], replace(PLAIN[2], threshold=1_000), replace(PLAIN[1], threshold=2_000), new, PLAIN[3]])

    assert live() == [("普通会员", 0), ("金卡", 1_000), ("银卡", 2_000), ("铂金", 5_000), ("钻石", 20_000)]
    assert Tier.objects.get(label="铂金").code == "tier6"
    assert (Tier.objects.get(code="vip").label, Tier.objects.get(code="vip").discount_bps) == ("黑卡", 9_000)


def test_a_tier_left_out_is_archived_and_its_members_get_notice(alice: Member) -> None:
    with clock.at(JUNE):
        grow(alice, 6_000, JUNE)
    save([PLAIN[0], PLAIN[1], PLAIN[3]])

    with clock.at(JUNE + timedelta(minutes=10)):
        assert tasks.review_tiers() == 1
    assert tier_of(alice) == "gold"
    assert Tier.objects.get(code="gold").archived_at == JUNE
    assert Tier.objects.get(code="gold").threshold == 5_000
    with clock.at(JUNE + timedelta(days=30)):
        tasks.review_tiers()
    assert tier_of(alice) == "silver"


def test_gifts_are_saved_with_the_tier_and_the_log_has_both_sides(sweets: Sweets) -> None:
    save([replace(PLAIN[0], gifts=(GiftDesign("birthday", "sweets", 5),)), *PLAIN[1:]])
    save([replace(PLAIN[0], gifts=(GiftDesign("birthday", "sweets", 7),)), *PLAIN[1:]])

    assert list(TierGift.objects.values_list("occasion", "kind", "amount")) == [("birthday", "sweets", 7)]
    entry = AuditEntry.objects.latest("sequence")
    assert entry.action == "members.tiers.save_ladder"
    assert entry.before["tiers"][0]["gifts"] == [{"occasion": "birthday", "kind": "sweets", "amount": 5}]
    assert entry.after["tiers"][0]["gifts"] == [{"occasion": "birthday", "kind": "sweets", "amount": 7}]


@pytest.mark.parametrize(
    ("tiers", "field"),
    [
        ([], "tiers"),
        ([replace(PLAIN[0], threshold=10)], "tiers.0.threshold"),
        ([PLAIN[0], replace(PLAIN[1], threshold=0)], "tiers.1.threshold"),
        ([PLAIN[0], PLAIN[2], PLAIN[1]], "tiers.2.threshold"),
        ([PLAIN[0], replace(PLAIN[1], label="普通会员")], "tiers.1.label"),
        ([PLAIN[0], replace(PLAIN[1], label=" ")], "tiers.1.label"),
        ([PLAIN[0], replace(PLAIN[0], threshold=5)], "tiers"),
        ([replace(PLAIN[0], code="unheard")], "tiers.0.code"),
        ([replace(PLAIN[0], code="vip")], "tiers.0.code"),
        ([replace(PLAIN[0], discount_bps=0)], "tiers.0.discount_bps"),
        ([replace(PLAIN[0], points_multiplier_bps=9_999)], "tiers.0.points_multiplier_bps"),
        ([replace(PLAIN[0], early_access_minutes=10_081)], "tiers.0.early_access_minutes"),
        ([replace(PLAIN[0], gifts=(GiftDesign("opening", "sweets", 1),))], "tiers.0.gifts"),
        ([replace(PLAIN[0], gifts=(GiftDesign("birthday", "gold", 1),))], "tiers.0.gifts"),
        ([replace(PLAIN[0], gifts=(GiftDesign("birthday", "sweets", 0),))], "tiers.0.gifts"),
        ([replace(PLAIN[0], gifts=(GiftDesign("birthday", "sweets", 1),) * 2)], "tiers.0.gifts"),
    ],
)
def test_what_makes_no_sense_is_refused_and_named(sweets: Sweets, tiers: list[TierDesign], field: str) -> None:
    ensure_ladder()

    with pytest.raises(LadderInvalid) as refused:
        save(tiers)

    assert field in {error["field"] for error in refused.value.errors}
    assert [label for label, _ in live()] == ["普通会员", "银卡", "金卡", "钻石"]
