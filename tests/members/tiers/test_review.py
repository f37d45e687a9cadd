"""The daily review: set-based, safe to run again, and it says what the rules say about every member."""

import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from kernel.audit.actors import Actor
from kernel.options.services import set_option
from kernel.outbox.models import StoredFact
from members.accounts.models import Member
from members.tiers import tasks
from members.tiers.models import MemberTier, Tier, TierEvent, TierReview
from members.tiers.rules import Step, decide
from members.tiers.selectors import growth_of
from members.tiers.selectors.ladder import growth_ladder, terms
from members.tiers.services import review_standings
from members.tiers.services.holding import hold_tier
from members.tiers.services.moving import position_of
from members.tiers.statements import standings_to_settle
from tests.factories.accounts import MemberFactory
from tests.factories.tiers import grow, moment, tier_of

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")
DAY = timedelta(days=1)


def review(at: datetime) -> int:
    with clock.at(at):
        return tasks.review_tiers()


@pytest.mark.rule("10.3")
def test_who_falls_below_is_told_and_goes_down_thirty_days_later(alice: Member) -> None:
    grow(alice, 1_200, JUNE)

    assert review(JUNE + 364 * DAY) == 0
    assert review(JUNE + 365 * DAY) == 1
    assert review(JUNE + 394 * DAY) == 0
    assert tier_of(alice) == "silver"
    assert review(JUNE + 395 * DAY) == 1
    assert tier_of(alice) == "normal"
    kinds = TierEvent.objects.order_by("pk").values_list("kind", "growth")
    assert list(kinds) == [("up", 1_200), ("notice", 0), ("down", 0)]
    names = StoredFact.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == [
        "members.tiers.tier_changed",
        "members.tiers.tier_loss_announced",
        "members.tiers.tier_changed",
    ]


@pytest.mark.rule("10.3")
def test_growth_that_comes_back_in_time_keeps_the_tier(alice: Member) -> None:
    grow(alice, 1_200, JUNE)
    review(JUNE + 365 * DAY)
    grow(alice, 1_000, JUNE + 380 * DAY)

    assert review(JUNE + 395 * DAY) == 0
    assert tier_of(alice) == "silver"


def test_a_second_review_of_the_day_does_nothing(alice: Member) -> None:
    grow(alice, 1_200, JUNE)

    assert review(JUNE + 365 * DAY) == 1
    assert review(JUNE + 365 * DAY) == 0
    assert TierReview.objects.count() == 1


def test_another_window_is_reviewed_on_the_same_day(alice: Member) -> None:
    grow(alice, 1_200, JUNE)
    review(JUNE + 100 * DAY)

    set_option(name="members.tiers.window_days", value=90, operator_id=1)

    assert review(JUNE + 100 * DAY) == 1
    assert MemberTier.objects.get(member=alice).noticed_on == clock.date_of(JUNE + 100 * DAY)


def test_another_ladder_lifts_at_once(alice: Member) -> None:
    grow(alice, 900, JUNE)
    review(JUNE)
    Tier.objects.filter(code="silver").update(threshold=800, changed_at=JUNE + timedelta(hours=1))

    assert review(JUNE + timedelta(hours=2)) == 1
    assert tier_of(alice) == "silver"


def test_a_hold_that_ran_out_gives_way_to_growth_with_notice(alice: Member) -> None:
    grow(alice, 10, JUNE)
    gold = Tier.objects.get(code="gold")
    until = clock.date_of(JUNE + 10 * DAY)
    hold_tier(member_id=alice.pk, tier_id=gold.pk, until_on=until, reason="补偿", actor=Actor.system(), at=JUNE)

    assert review(JUNE + 10 * DAY) == 0
    assert tier_of(alice) == "gold"
    assert review(JUNE + 11 * DAY) == 1
    row = MemberTier.objects.get(member=alice)
    assert (row.tier.code, row.down_on) == ("gold", clock.date_of(JUNE + 41 * DAY))
    assert review(JUNE + 41 * DAY) == 1
    assert tier_of(alice) == "normal"


def test_the_statement_finds_exactly_those_the_rules_would_move() -> None:
    dice = random.Random(7)
    for _ in range(40):
        member = MemberFactory()
        for _ in range(dice.randint(1, 4)):
            grow(member, dice.choice([300, 900, 2_500, 6_000]), JUNE + dice.randint(-60, 0) * DAY)
        if dice.random() < 0.2:
            tier = Tier.objects.get(code=dice.choice(["silver", "gold"]))
            until = clock.date_of(JUNE + dice.randint(0, 60) * DAY)
            hold_tier(member_id=member.pk, tier_id=tier.pk, until_on=until, reason="x", actor=Actor.system(), at=JUNE)
    ladder = growth_ladder()
    for later in (0, 310, 340, 365, 366, 395):
        on = clock.date_of(JUNE + later * DAY)
        expected = []
        for row in MemberTier.objects.select_related("tier", "held_tier").order_by("pk"):
            decision = decide(
                position_of(row, on=on), growth=growth_of(row.member_id, on=on), terms=terms(ladder), on=on
            )
            expected += [row.pk] if decision.step is not Step.STAY else []

        assert standings_to_settle(on=on, window_days=365) == expected
        review_standings(at=JUNE + later * DAY)
        assert standings_to_settle(on=on, window_days=365) == []


def test_ten_members_cost_no_more_statements_than_one() -> None:
    counts = []
    for members in (1, 10):
        for _ in range(members):
            grow(MemberFactory(), 1_200, JUNE)
        TierReview.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            review(JUNE + 365 * DAY)
        counts.append(len(queries))
        MemberTier.objects.all().delete()

    assert counts[1] <= counts[0]
