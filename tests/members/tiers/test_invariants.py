"""Each check sees what it is for: a violation is planted, and named."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from members.accounts.models import Member
from members.ledger.models import Account, Entry, Transaction
from members.tiers import invariants, tasks
from members.tiers.models import BenefitGrant, Membership, MemberTier, Tier, TierEvent, TierReview
from members.tiers.services import open_membership
from members.tiers.services.holding import hold_tier
from members.tiers.services.moving import ensure_ladder
from tests.factories.tiers import grow, moment, take_back
from tests.planting import bare

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")
DAY = timedelta(days=1)
TABLES = (MemberTier, Tier, TierEvent, BenefitGrant, Membership, Account, Entry, Transaction)


@pytest.fixture(autouse=True)
def reviewed(alice: Member) -> None:
    """Alice is on silver, the day's review is done."""
    key = grow(alice, 1_500, JUNE)
    take_back(key, 200, JUNE)
    for key_, days in (("o1", 30), ("o2", 30)):
        ends_at = JUNE + days * DAY
        open_membership(member_id=alice.pk, plan_code="p", starts_at=JUNE, ends_at=ends_at, key=key_, at=JUNE)
    silver = Tier.objects.get(code="silver")
    BenefitGrant.objects.create(
        member=alice,
        ladder="growth",
        occasion="monthly",
        kind="points",
        period="2025-06",
        tier=silver,
        amount=1,
        at=JUNE,
    )
    with clock.at(JUNE):
        tasks.review_tiers()


def found() -> dict[str, int]:
    with clock.at(JUNE):
        counts = {title: len(list(find())) for title, find in invariants.CHECKS}
    return {title: count for title, count in counts.items() if count}


def test_a_sound_room_holds() -> None:
    assert found() == {}


def tier(code: str) -> int:
    return Tier.objects.get(code=code).pk


def below(member: Member) -> None:
    MemberTier.objects.update(tier=tier("normal"))
    TierEvent.objects.update(after=tier("normal"))


def above(member: Member) -> None:
    MemberTier.objects.update(tier=tier("gold"))
    TierEvent.objects.update(after=tier("gold"))


def past_its_day(member: Member) -> None:
    today = clock.date_of(JUNE)
    MemberTier.objects.update(noticed_on=today - 31 * DAY, down_on=today - DAY)


def not_held(member: Member) -> None:
    MemberTier.objects.update(held_tier=tier("gold"), held_until_on=clock.date_of(JUNE), hold_reason="x")


def unlike_history(member: Member) -> None:
    TierEvent.objects.update(after=tier("gold"))


def taken_back_beyond(member: Member) -> None:
    Entry.objects.filter(amount=-200, account__owner_kind="member").update(amount=-1_600)


def taken_back_elsewhere(member: Member) -> None:
    Entry.objects.filter(amount=-200, account__owner_kind="member").update(counts_on=clock.date_of(JUNE - DAY))


def undated(member: Member) -> None:
    Entry.objects.filter(amount=1_500).update(counts_on=None)


def in_debt(member: Member) -> None:
    Account.objects.filter(owner_kind="member").update(balance=-1)


def no_first_tier(member: Member) -> None:
    Tier.objects.filter(code="normal").update(threshold=5)


def two_alike(member: Member) -> None:
    Tier.objects.filter(code="diamond").update(threshold=5_000)


def given_twice(member: Member) -> None:
    BenefitGrant.objects.create(
        pk=9, member=member, ladder="growth", occasion="monthly", kind="points", period="2025-06",
        tier_id=tier("silver"), amount=1, at=JUNE,
    )  # fmt: skip


def overlapping(member: Member) -> None:
    Membership.objects.filter(key="o2").update(starts_at=JUNE + DAY)


@pytest.mark.parametrize(
    ("plant", "title"),
    [
        (below, "等级：成长值达到即升级"),
        (above, "等级：成长值不足者已获预告或人工保级"),
        (past_its_day, "等级：降级预告到期已处理"),
        (not_held, "等级：人工保级生效"),
        (unlike_history, "等级：现等级与变更记录一致"),
        (taken_back_beyond, "等级：收回的成长值不超过给出的且日期相同"),
        (taken_back_elsewhere, "等级：收回的成长值不超过给出的且日期相同"),
        (undated, "等级：成长值都有计入日期且不为负"),
        (in_debt, "等级：成长值都有计入日期且不为负"),
        (no_first_tier, "等级：等级阶梯从零开始且不重复"),
        (two_alike, "等级：等级阶梯从零开始且不重复"),
        (given_twice, "等级：权益每个周期只发一次"),
        (overlapping, "等级：付费会员时间不重叠"),
    ],
)
def test_a_planted_violation_is_found(alice: Member, plant: Callable[[Member], None], title: str) -> None:
    with bare(*TABLES):
        plant(alice)

        assert title in found()


def test_before_the_next_review_of_changed_rules_nothing_is_said_about_tiers(alice: Member) -> None:
    with bare(*TABLES):
        above(alice)
        Tier.objects.filter(code="gold").update(changed_at=JUNE + DAY)

        assert "等级：成长值不足者已获预告或人工保级" not in found()


def test_a_member_who_is_held_or_under_notice_is_no_violation(alice: Member, bob: Member) -> None:
    ensure_ladder()
    until_on = clock.date_of(JUNE + DAY)
    hold_tier(member_id=bob.pk, tier_id=tier("gold"), until_on=until_on, reason="x", actor=Actor.system(), at=JUNE)
    key = grow(alice, 4_000, JUNE)
    take_back(key, 4_000, JUNE)

    assert MemberTier.objects.get(member=alice).down_on is not None
    assert found() == {}
    assert TierReview.objects.count() == 1
