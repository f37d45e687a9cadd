"""Paid time: opened once, stacked, ended early without losing a day."""

from datetime import datetime, timedelta

import pytest

from members.accounts.models import Member
from members.tiers.models import Membership
from members.tiers.selectors import saved_fen, unused_days, vip_until_of
from members.tiers.selectors.cards import MembershipNotFound
from members.tiers.services import add_savings, end_membership, extend_membership, open_membership
from members.tiers.services.cards import MembershipDatesWrong
from tests.factories.tiers import moment

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")
DAY = timedelta(days=1)


def buy(member: Member, key: str, *, days: int = 30, at: datetime = JUNE) -> Membership:
    return open_membership(
        member_id=member.pk, plan_code="month", starts_at=at, ends_at=at + days * DAY, key=key, at=at
    )


def test_a_card_runs_from_now_and_opens_once(alice: Member) -> None:
    first, again = buy(alice, "o1"), buy(alice, "o1")

    assert first.pk == again.pk
    assert vip_until_of(alice.pk, at=JUNE) == JUNE + 30 * DAY
    assert vip_until_of(alice.pk, at=JUNE + 30 * DAY) is None


def test_bought_again_it_follows_what_is_left(alice: Member) -> None:
    buy(alice, "o1")
    second = buy(alice, "o2", days=90, at=JUNE + 10 * DAY)

    assert (second.starts_at, second.ends_at) == (JUNE + 30 * DAY, JUNE + 120 * DAY)
    assert vip_until_of(alice.pk, at=JUNE) == JUNE + 120 * DAY


def test_after_a_pause_it_begins_anew(alice: Member) -> None:
    buy(alice, "o1")
    later = JUNE + 40 * DAY

    assert buy(alice, "o2", at=later).starts_at == later


def test_ended_early_the_next_card_moves_up(alice: Member) -> None:
    buy(alice, "o1")
    buy(alice, "o2", days=90)
    on_day_ten = JUNE + 10 * DAY

    assert unused_days(key="o1", at=on_day_ten) == (20, 30)
    ended = end_membership(key="o1", at=on_day_ten)

    assert (ended.ends_at, ended.ended_at) == (on_day_ten, on_day_ten)
    second = Membership.objects.get(key="o2")
    assert (second.starts_at, second.ends_at) == (on_day_ten, on_day_ten + 90 * DAY)
    assert unused_days(key="o2", at=on_day_ten) == (90, 90)


def test_ending_twice_or_after_its_end_changes_nothing(alice: Member) -> None:
    buy(alice, "o1")
    end_membership(key="o1", at=JUNE + DAY)
    end_membership(key="o1", at=JUNE + 2 * DAY)

    assert Membership.objects.get(key="o1").ends_at == JUNE + DAY
    with pytest.raises(MembershipNotFound):
        end_membership(key="o404", at=JUNE)


def test_days_given_by_the_shop_come_behind(alice: Member) -> None:
    buy(alice, "o1")
    extend_membership(member_id=alice.pk, days=7, key="sorry:1", at=JUNE)

    assert vip_until_of(alice.pk, at=JUNE) == JUNE + 37 * DAY


def test_dates_that_make_no_sense_are_refused(alice: Member) -> None:
    with pytest.raises(MembershipDatesWrong):
        buy(alice, "o1", days=0)
    with pytest.raises(MembershipDatesWrong):
        open_membership(
            member_id=alice.pk, plan_code="p", starts_at=JUNE + DAY, ends_at=JUNE + 2 * DAY, key="o", at=JUNE
        )


def test_savings_count_once_per_key_and_come_back(alice: Member) -> None:
    add_savings(member_id=alice.pk, amount_fen=1_500, key="order:1", at=JUNE)
    add_savings(member_id=alice.pk, amount_fen=1_500, key="order:1", at=JUNE)
    add_savings(member_id=alice.pk, amount_fen=-500, key="order:1:refund", at=JUNE + DAY)

    assert saved_fen(alice.pk) == 1_000
    assert saved_fen(alice.pk, since=JUNE + DAY) == -500
