"""GET tiers and GET me/tier."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from kernel import clock
from kernel.audit.actors import Actor
from members.accounts.models import Member
from members.tiers.models import Tier, TierGift
from members.tiers.services import add_savings, open_membership
from members.tiers.services.holding import hold_tier
from members.tiers.services.moving import ensure_ladder
from tests.factories.tiers import grow, moment, take_back
from tests.members.tiers.conftest import Sweets

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], APIClient]
JUNE = moment("2025-06-01")
DAY = timedelta(days=1)


def mine(client_of: ClientOf, member: Member) -> dict:
    with clock.at(JUNE):
        return client_of(member).get("/api/v1/me/tier").json()


def test_anybody_may_read_the_ladder(anonymous: APIClient, sweets: Sweets) -> None:
    ensure_ladder()
    Tier.objects.filter(code="gold").update(discount_bps=9_500)
    TierGift.objects.create(tier=Tier.objects.get(code="gold"), occasion="birthday", kind="sweets", amount=5)

    answer = anonymous.get("/api/v1/tiers").json()

    assert [(tier["code"], tier["threshold"]) for tier in answer["tiers"]] == [
        ("normal", 0),
        ("silver", 1_000),
        ("gold", 5_000),
        ("diamond", 20_000),
    ]
    gold = answer["tiers"][2]
    assert gold["benefits"]["discount_bps"] == 9_500
    shown = {"occasion": "birthday", "occasion_label": "生日礼", "kind": "sweets", "label": "糖果", "unit": "颗"}
    assert gold["gifts"] == [{**shown, "amount": 5}]
    assert (answer["card"]["code"], answer["window_days"], answer["notice_days"]) == ("vip", 365, 30)


def test_a_shop_that_saved_no_ladder_shows_the_default(anonymous: APIClient) -> None:
    answer = anonymous.get("/api/v1/tiers")

    assert [tier["label"] for tier in answer.json()["tiers"]] == ["普通会员", "银卡", "金卡", "钻石"]
    assert anonymous.get("/api/v1/tiers", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_nobody_reads_a_tier_without_signing_in(anonymous: APIClient) -> None:
    assert anonymous.get("/api/v1/me/tier").status_code == 401


def test_a_new_member_sees_what_comes_next(client_of: ClientOf, alice: Member) -> None:
    answer = mine(client_of, alice)

    assert (answer["code"], answer["growth"], answer["keep"], answer["card"]) == ("normal", 0, None, None)
    assert answer["next"] == {"label": "银卡", "threshold": 1_000, "missing": 1_000}
    assert answer["history"] == []


def test_a_member_sees_what_keeps_the_tier_and_until_when(client_of: ClientOf, alice: Member) -> None:
    grow(alice, 800, JUNE - 100 * DAY)
    grow(alice, 700, JUNE - 50 * DAY)

    answer = mine(client_of, alice)

    # The 800 leave the window after 265 days, then the notice runs.
    assert answer["keep"] == {
        "threshold": 1_000,
        "missing": 0,
        "until_on": str(clock.date_of(JUNE + (265 + 30) * DAY)),
        "is_noticed": False,
    }
    assert answer["next"] == {"label": "金卡", "threshold": 5_000, "missing": 3_500}
    assert [(line["kind"], line["after"]) for line in answer["history"]] == [("up", "银卡")]


def test_a_member_under_notice_sees_what_is_missing(client_of: ClientOf, alice: Member) -> None:
    take_back(grow(alice, 1_200, JUNE), 500, JUNE)

    answer = mine(client_of, alice)

    assert answer["keep"] == {
        "threshold": 1_000,
        "missing": 300,
        "until_on": str(clock.date_of(JUNE + 30 * DAY)),
        "is_noticed": True,
    }


def test_a_card_shows_its_end_and_what_it_saved(client_of: ClientOf, alice: Member) -> None:
    until = JUNE + 30 * DAY
    open_membership(member_id=alice.pk, plan_code="p", starts_at=JUNE, ends_at=until, key="o1", at=JUNE)
    add_savings(member_id=alice.pk, amount_fen=1_234, key="order:1", at=JUNE)

    assert mine(client_of, alice)["card"] == {"ends_at": "2025-07-01T12:00:00+08:00", "saved_fen": 1_234}


def test_an_operators_note_stays_with_operators(client_of: ClientOf, alice: Member) -> None:
    ensure_ladder()
    gold, until_on = Tier.objects.get(code="gold"), clock.date_of(JUNE + DAY)
    hold_tier(member_id=alice.pk, tier_id=gold.pk, until_on=until_on, reason="难缠", actor=Actor.operator(1), at=JUNE)

    assert "难缠" not in str(mine(client_of, alice))


def test_both_pages_take_constant_queries(
    client_of: ClientOf, alice: Member, django_assert_num_queries: DjangoAssertNumQueries, sweets: Sweets
) -> None:
    grow(alice, 10, JUNE)
    client = client_of(alice)
    with clock.at(JUNE):
        client.get("/api/v1/me/tier")
        for number in range(6):
            grow(alice, 1_000 * number, JUNE - number * DAY)
            TierGift.objects.create(
                tier=Tier.objects.get(code="gold"), occasion="birthday", kind=f"kind{number}", amount=1
            )
        with django_assert_num_queries(8):
            client.get("/api/v1/me/tier")
        with django_assert_num_queries(2):
            APIClient().get("/api/v1/tiers")
