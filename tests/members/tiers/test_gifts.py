"""Gifts of tiers and cards: once per period, however often they are due."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from kernel import clock
from members.accounts.models import Member
from members.messages.models import Message
from members.tiers import tasks
from members.tiers.models import BenefitGrant, Tier, TierGift
from members.tiers.services import end_membership, open_membership
from members.tiers.services.gifts import birthdays_on
from members.tiers.services.moving import ensure_ladder
from tests.factories.tiers import grow, moment
from tests.members.tiers.conftest import Sweets

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")
DAY = timedelta(days=1)
Deliver = Callable[[], int]


def gift(code: str, occasion: str, amount: int) -> None:
    ensure_ladder()
    TierGift.objects.create(tier=Tier.objects.get(code=code), occasion=occasion, kind="sweets", amount=amount)


def run(job: Callable[[], int], at: datetime) -> int:
    with clock.at(at):
        return job()


def bought(member: Member, days: int, *, key: str = "o1", at: datetime = JUNE) -> None:
    open_membership(member_id=member.pk, plan_code="p", starts_at=at, ends_at=at + days * DAY, key=key, at=at)


@pytest.mark.rule("10.3")
def test_every_tier_passed_on_the_way_up_gives_its_gift_once(
    alice: Member, bob: Member, sweets: Sweets, deliver_pending: Deliver
) -> None:
    gift("silver", "upgrade", 10)
    gift("gold", "upgrade", 50)
    with clock.at(JUNE):
        grow(alice, 6_000, JUNE)
        grow(bob, 1_000, JUNE)
        deliver_pending()
        grow(bob, 5_000, JUNE)
        deliver_pending()

    assert sorted(sweets.given) == sorted([(alice.pk, 10), (alice.pk, 50), (bob.pk, 10), (bob.pk, 50)])
    assert sorted(BenefitGrant.objects.filter(member=alice).values_list("period", flat=True)) == ["gold", "silver"]


@pytest.mark.rule("10.3")
def test_who_comes_up_again_gets_no_second_gift(alice: Member, sweets: Sweets, deliver_pending: Deliver) -> None:
    gift("silver", "upgrade", 10)
    with clock.at(JUNE):
        grow(alice, 1_000, JUNE)
        deliver_pending()
    for later in (365, 395):
        run(tasks.review_tiers, JUNE + later * DAY)
    with clock.at(JUNE + 400 * DAY):
        grow(alice, 1_000, JUNE + 400 * DAY)
        deliver_pending()

    assert sweets.given == [(alice.pk, 10)]


@pytest.mark.rule("10.3")
def test_a_birthday_is_celebrated_once_a_year_and_late_rather_than_not(alice: Member, sweets: Sweets) -> None:
    gift("normal", "birthday", 5)
    Member.objects.filter(pk=alice.pk).update(birthday_on=date(1990, 6, 1))

    assert [run(tasks.grant_birthday_gifts, JUNE + late * DAY) for late in (-1, 2, 2, 3)] == [0, 1, 0, 0]
    Member.objects.filter(pk=alice.pk).update(birthday_on=date(1990, 7, 1))
    assert run(tasks.grant_birthday_gifts, JUNE + 30 * DAY) == 0
    assert run(tasks.grant_birthday_gifts, moment("2026-07-01")) == 1
    assert sweets.given == [(alice.pk, 5)] * 2


def test_who_was_born_on_29_february_celebrates_every_year() -> None:
    assert birthdays_on(date(2025, 2, 28)) == [(2, 28), (2, 29)]
    assert birthdays_on(date(2024, 2, 28)) == [(2, 28)]
    assert birthdays_on(date(2024, 2, 29)) == [(2, 29)]


@pytest.mark.rule("10.3")
def test_a_monthly_pack_comes_once_a_month_whatever_the_tier(alice: Member, bob: Member, sweets: Sweets) -> None:
    gift("silver", "monthly", 3)
    gift("gold", "monthly", 9)
    grow(alice, 1_000, JUNE)
    grow(bob, 10, JUNE)

    assert run(tasks.grant_monthly_packs, JUNE) == 1
    grow(alice, 5_000, JUNE)
    assert run(tasks.grant_monthly_packs, JUNE + 5 * DAY) == 0
    assert run(tasks.grant_monthly_packs, JUNE + 30 * DAY) == 1
    assert sweets.given == [(alice.pk, 3), (alice.pk, 9)]


@pytest.mark.parametrize(("days", "packs"), [(30, 1), (90, 3), (365, 12)])
def test_a_card_gives_a_gift_for_each_of_its_months(alice: Member, sweets: Sweets, days: int, packs: int) -> None:
    gift("vip", "monthly", 1)
    bought(alice, days)

    for later in range(0, days + 5, 5):
        run(tasks.grant_card_months, JUNE + later * DAY)

    assert len(sweets.given) == packs


def test_opening_a_card_gives_its_gift_and_says_so(alice: Member, sweets: Sweets, deliver_pending: Deliver) -> None:
    gift("vip", "opening", 8)
    with clock.at(JUNE):
        bought(alice, 30)
        bought(alice, 30)
        deliver_pending()

    assert sweets.given == [(alice.pk, 8)]
    told = dict(Message.objects.filter(member=alice).values_list("kind", "body"))
    assert told["tiers.card_opened"] == "您的付费会员已开通，有效期至 2025-07-01。"
    assert told["tiers.gift"] == "您的付费会员开卡礼已到账：糖果 8 颗。"


def test_a_card_that_was_taken_back_at_once_gives_nothing(
    alice: Member, sweets: Sweets, deliver_pending: Deliver
) -> None:
    gift("vip", "opening", 8)
    with clock.at(JUNE):
        bought(alice, 30)
        end_membership(key="o1", at=JUNE)
        deliver_pending()

    assert sweets.given == []


def test_a_kind_nobody_stands_behind_is_left_for_later(alice: Member) -> None:
    gift("normal", "monthly", 3)

    assert run(tasks.grant_monthly_packs, JUNE) == 0
    assert not BenefitGrant.objects.exists()
