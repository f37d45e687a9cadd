"""Growth value lifts at once, counts for a year, is given and taken back exactly."""

from datetime import timedelta

import pytest

from kernel import clock
from members.accounts.models import Member
from members.ledger.models import Entry
from members.ledger.services import KeyReused
from members.tiers.models import MemberTier, TierEvent
from members.tiers.selectors.growth import growth_entries
from members.tiers.services import add_growth
from members.tiers.services.growth import GrowthInvalid
from tests.factories.tiers import grow, growth_at, moment, take_back, tier_of

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")


@pytest.mark.rule("10.3")
@pytest.mark.parametrize(
    ("growth", "code"),
    [(999, "normal"), (1_000, "silver"), (4_999, "silver"), (5_000, "gold"), (19_999, "gold"), (20_000, "diamond")],
)
def test_the_tier_is_the_highest_whose_threshold_is_reached(alice: Member, growth: int, code: str) -> None:
    grow(alice, growth, JUNE)

    assert tier_of(alice) == code


@pytest.mark.rule("10.3")
def test_a_member_goes_up_at_once_and_the_reason_is_kept(alice: Member) -> None:
    grow(alice, 600, JUNE)
    grow(alice, 400, JUNE)

    event = TierEvent.objects.get(member=alice)
    assert (event.kind, event.before.code, event.after.code, event.growth) == ("up", "normal", "silver", 1_000)
    assert event.reason == "近 365 天成长值 1,000，达到“银卡”所需 1,000"


@pytest.mark.rule("10.3")
def test_growth_counts_for_365_days_its_own_included(alice: Member) -> None:
    grow(alice, 700, JUNE)

    assert growth_at(alice, JUNE + timedelta(days=364)) == 700
    assert growth_at(alice, JUNE + timedelta(days=365)) == 0


def test_the_same_key_gives_once(alice: Member) -> None:
    grow(alice, 700, JUNE, key="order_line:1")
    grow(alice, 700, JUNE, key="order_line:1")

    assert growth_at(alice, JUNE) == 700
    with pytest.raises(KeyReused):
        grow(alice, 701, JUNE, key="order_line:1")


def test_nothing_is_written_for_nothing(alice: Member) -> None:
    grow(alice, 0, JUNE)

    assert not MemberTier.objects.exists()
    assert not Entry.objects.exists()


def test_growth_below_zero_or_from_tomorrow_is_refused(alice: Member) -> None:
    with pytest.raises(GrowthInvalid):
        grow(alice, -1, JUNE)
    with pytest.raises(GrowthInvalid):
        add_growth(
            member_id=alice.pk,
            amount=1,
            kind="task",
            key="k",
            reference="",
            counts_on=clock.date_of(JUNE) + timedelta(days=1),
            at=JUNE,
        )


@pytest.mark.rule("10.3")
def test_a_refund_takes_back_its_share_from_the_day_it_counted(alice: Member) -> None:
    key = grow(alice, 900, JUNE)
    later = JUNE + timedelta(days=90)

    assert take_back(key, 300, later, refund_key="r1") == 300

    dates = growth_entries().values_list("amount", "counts_on").order_by("pk")
    assert list(dates) == [(900, clock.date_of(JUNE)), (-300, clock.date_of(JUNE))]
    assert growth_at(alice, JUNE + timedelta(days=365)) == 0


def test_a_refund_takes_back_once_and_never_more_than_is_left(alice: Member) -> None:
    key = grow(alice, 900, JUNE)

    assert take_back(key, 300, JUNE, refund_key="r1") == 300
    assert take_back(key, 300, JUNE, refund_key="r1") == 0
    assert take_back(key, 700, JUNE, refund_key="r2") == 600
    assert take_back(key, 1, JUNE, refund_key="r3") == 0
    assert growth_at(alice, JUNE) == 0


def test_taking_back_what_was_never_given_takes_nothing(alice: Member) -> None:
    assert take_back("order_line:404", 10, JUNE) == 0


@pytest.mark.rule("10.3")
def test_a_refund_gives_notice_and_new_growth_withdraws_it(alice: Member) -> None:
    key = grow(alice, 1_200, JUNE)

    take_back(key, 300, JUNE)
    noticed = MemberTier.objects.get(member=alice)
    assert (noticed.tier.code, noticed.noticed_on, noticed.down_on) == (
        "silver",
        clock.date_of(JUNE),
        clock.date_of(JUNE + timedelta(days=30)),
    )

    grow(alice, 100, JUNE)
    assert MemberTier.objects.get(member=alice).down_on is None
    assert list(TierEvent.objects.order_by("pk").values_list("kind", flat=True)) == ["up", "notice", "recovered"]
