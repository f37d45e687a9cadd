"""64 hands give the same benefit, the same growth value, take back the same share: each happens once (quality 2)."""

from datetime import timedelta
from itertools import count, pairwise

import pytest
from django.db import transaction

from kernel import clock
from kernel.errors import Conflict
from members.accounts.models import Member
from members.ledger import invariants as ledger
from members.tiers import invariants, ports
from members.tiers.giving import GrowthGift
from members.tiers.models import BenefitGrant, Membership, MemberTier, Tier, TierEvent, TierGift
from members.tiers.services import open_membership
from members.tiers.services.gifts import grant_gifts
from members.tiers.services.moving import ensure_ladder
from tests.factories.accounts import MemberFactory
from tests.factories.tiers import grow, growth_at, take_back
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PERIOD = "2025-06"
_keys = count(1)


@pytest.fixture(autouse=True)
def pack():
    """Silver members get growth value every month: a benefit whose every grant shows."""
    ensure_ladder()
    TierGift.objects.create(tier=silver(), occasion="monthly", kind="growth", amount=5)
    ports.register_benefit(GrowthGift())
    yield
    ports.forget_benefit("growth")


class NothingNew(Conflict):
    """Somebody else was first."""


def silver() -> Tier:
    return Tier.objects.get(code="silver")


def silver_member() -> Member:
    member = MemberFactory()
    grow(member, 1_000, clock.now())
    return member


def sound() -> list[str]:
    return [row for _title, find in (*invariants.CHECKS, *ledger.CHECKS) for row in find()]


@pytest.mark.rule("10.3")
def test_a_naive_grant_is_given_many_times() -> None:
    def look_then_give(member: Member, number: int) -> None:
        at, what = clock.now(), {"member": member, "occasion": "monthly"}
        with transaction.atomic():
            if BenefitGrant.objects.filter(**what, period__startswith=PERIOD).exists():
                raise NothingNew
            pause()
            grant = BenefitGrant.objects.create(
                # A period of its own, as if there were no constraint.
                **what, ladder="growth", kind="growth", period=f"{PERIOD}/{number}", tier=silver(), amount=5, at=at,
            )  # fmt: skip
            GrowthGift().grant(member_id=member.pk, amount=5, key=f"naive:{grant.pk}", reference="", at=at)

    given: list[int] = []

    def count_gifts(member: Member, _allowed: int) -> None:
        given.append((growth_at(member, clock.now()) - 1_000) // 5)

    run(Race("benefit granted twice, naive", silver_member, look_then_give, count_gifts), rounds=3)

    assert max(given) > 1


@pytest.mark.rule("10.3")
def test_a_benefit_is_granted_once() -> None:
    def give(member: Member, _number: int) -> None:
        tier_id, at = silver().pk, clock.now()
        if not grant_gifts(member_id=member.pk, tier_id=tier_id, occasion="monthly", period=PERIOD, at=at):
            raise NothingNew

    def given_once(member: Member, allowed: int) -> None:
        assert allowed == 1
        assert BenefitGrant.objects.filter(member=member).count() == 1
        assert growth_at(member, clock.now()) == 1_005

    run(Race("benefit granted twice", silver_member, give, given_once))

    assert sound() == []


@pytest.mark.rule("10.3")
def test_growth_from_many_sides_adds_up_and_lifts_once() -> None:
    def gain(member: Member, number: int) -> None:
        # Every key comes twice.
        grow(member, 100, clock.now(), key=f"side:{member.pk}:{number // 2}")

    def all_counted(member: Member, _allowed: int) -> None:
        assert growth_at(member, clock.now()) == 3_200
        assert MemberTier.objects.get(member=member).tier.code == "silver"
        assert TierEvent.objects.filter(member=member).count() == 1

    run(Race("growth value from many sides", MemberFactory, gain, all_counted))

    assert sound() == []


@pytest.mark.rule("10.3")
def test_shares_taken_back_at_once_are_never_more_than_was_given() -> None:
    def given_thousand() -> tuple[Member, str]:
        member = MemberFactory()
        return member, grow(member, 1_000, clock.now(), key=f"thousand:{member.pk}")

    def refund(scene: tuple[Member, str], number: int) -> None:
        if not take_back(scene[1], 90, clock.now(), refund_key=f"refund:{number}"):
            raise NothingNew

    def nothing_left(scene: tuple[Member, str], allowed: int) -> None:
        assert allowed == 12  # eleven whole shares, and what was left
        assert growth_at(scene[0], clock.now()) == 0

    run(Race("growth value taken back", given_thousand, refund, nothing_left))

    assert sound() == []


def test_cards_bought_at_once_follow_each_other() -> None:
    def buy(member: Member, number: int) -> None:
        at = clock.now()
        key = f"card:{member.pk}:{number // 2}"
        open_membership(
            member_id=member.pk, plan_code="p", starts_at=at, ends_at=at + timedelta(days=1), key=key, at=at
        )

    def in_a_row(member: Member, _allowed: int) -> None:
        spans = list(Membership.objects.filter(member=member).order_by("starts_at"))
        assert len(spans) == 32
        assert all(before.ends_at == after.starts_at for before, after in pairwise(spans))

    run(Race("cards bought at once", MemberFactory, buy, in_a_row), rounds=3)

    assert sound() == []
