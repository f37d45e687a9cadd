"""The operators' pages of tiers: designed as a whole, simulated, held by hand, cards given and ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel import clock
from kernel.audit.models import AuditEntry
from kernel.staff.roles import AUDITOR
from members.accounts.models import Member
from members.tiers.models import Membership, MemberTier, Tier, TierGift
from members.tiers.models.ladder import Ladder
from members.tiers.selectors import growth_of, vip_until_of
from members.tiers.services.moving import ensure_ladder
from tests.desks.pages import english_on
from tests.factories.accounts import MemberFactory
from tests.factories.staff import operator_with
from tests.factories.tiers import grow
from tests.members.tiers.conftest import Sweets

pytestmark = pytest.mark.django_db
LADDER = "/admin/members_tiers/tier/"
SIMULATE = "/admin/members_tiers/tier/simulate/"
STANDINGS = "/admin/members_tiers/membertier/"
CARDS = "/admin/members_tiers/membership/"
CODES = ("normal", "silver", "gold", "diamond", "new", "vip")


@pytest.fixture
def desk(client: Client, stella: Any) -> Client:
    ensure_ladder()
    client.force_login(stella)
    return client


def typed(**changes: str) -> dict[str, str]:
    """Return the page as it is drawn, with changes: `gold__label`."""
    data = {}
    for tier in Tier.objects.live():
        data |= {
            f"{tier.code}-code": tier.code,
            f"{tier.code}-label": tier.label,
            f"{tier.code}-threshold": str(tier.threshold),
        }
    data |= {"new-code": "", "new-label": ""}
    return data | {name.replace("__", "-"): value for name, value in changes.items()}


def test_the_ladder_is_drawn_in_chinese_with_every_gift(desk: Client, sweets: Sweets) -> None:
    page = desk.get(LADDER).content.decode()

    assert [f'name="{code}-label"' in page for code in CODES] == [True] * 6
    assert "生日礼：糖果（颗）" in page
    assert english_on(page) == set()


def test_the_whole_ladder_is_saved_with_benefits_and_a_new_tier(desk: Client, sweets: Sweets) -> None:
    changes = {
        "gold__discount_bps": "9.5",
        "gold__points_multiplier_bps": "1.5",
        "gold__has_free_shipping": "on",
        "gold__gift_birthday_sweets": "20",
        "vip__discount_bps": "8.88",
        "new__label": "铂金",
        "new__threshold": "10000",
        "silver__is_gone": "on",
    }

    assert desk.post(LADDER, typed(**changes)).status_code == 302

    gold = Tier.objects.get(code="gold")
    assert (gold.discount_bps, gold.points_multiplier_bps, gold.has_free_shipping) == (9_500, 15_000, True)
    assert TierGift.objects.get().amount == 20
    assert Tier.objects.get(code="vip").discount_bps == 8_880
    live = Tier.objects.live().of(Ladder.GROWTH).values_list("label", flat=True)
    assert list(live) == ["普通会员", "金卡", "铂金", "钻石"]
    assert AuditEntry.objects.filter(action="members.tiers.save_ladder").count() == 1
    page = desk.get(LADDER).content.decode()
    assert 'value="9.5"' in page
    assert 'value="8.88"' in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"silver__threshold": "5000"}, "所需成长值必须逐级递增"),
        ({"normal__threshold": "5"}, "第一级的成长值必须为 0"),
        ({"gold__discount_bps": "12"}, "应在 0.01 与 10 折之间"),
        ({"gold__discount_bps": "贵"}, "请输入数字"),
        ({"gold__label": "银卡"}, "等级名称不能重复"),
        ({f"{code}__is_gone": "on" for code in CODES[:4]}, "等级应有"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_shown_again(desk: Client, changes: dict[str, str], said: str) -> None:
    page = desk.post(LADDER, typed(**changes))

    assert page.status_code == 422
    assert said in page.content.decode()
    assert Tier.objects.live().count() == 5
    assert not AuditEntry.objects.filter(action="members.tiers.save_ladder").exists()


def test_who_may_only_read_saves_nothing(client: Client) -> None:
    ensure_ladder()
    client.force_login(operator_with(AUDITOR))

    assert "保存全部" not in client.get(LADDER).content.decode()
    assert client.post(LADDER, typed(gold__label="铂金")).status_code == 403


def test_a_simulation_says_who_would_move_and_changes_nothing(desk: Client) -> None:
    for growth in (0, 10, 1_200, 1_800, 6_000, 25_000):
        grow(MemberFactory(nickname=f"有{growth}"), growth, clock.now())

    page = desk.get(SIMULATE, {"window_days": "365", "silver": "1500", "gold": "5000", "diamond": "6000"})

    said = page.content.decode()
    assert (page.context["ups"], page.context["downs"], page.context["stays"]) == (1, 1, 4)
    moves = {(move.before, move.after): [e["growth"] for e in move.examples] for move in page.context["moves"]}
    assert moves == {("银卡", "普通会员"): ["1,200"], ("金卡", "钻石"): ["6,000"]}
    assert "有1200" in said
    assert english_on(said) == set()
    assert MemberTier.objects.filter(tier__code="silver").count() == 2


def test_a_simulation_without_a_tier_or_with_a_short_window(desk: Client) -> None:
    grow(MemberFactory(), 6_000, clock.now() - timedelta(days=40))

    left_out = desk.get(SIMULATE, {"window_days": "365", "silver": "1000", "gold": "", "diamond": "20000"})
    short = desk.get(SIMULATE, {"window_days": "30", "silver": "1000", "gold": "5000", "diamond": "20000"})
    alike = desk.get(SIMULATE, {"window_days": "30", "silver": "1000", "gold": "1000", "diamond": "20000"})

    assert [(m.before, m.after, m.way) for m in left_out.context["moves"]] == [("金卡", "银卡", "down")]
    assert [(m.before, m.after, m.way) for m in short.context["moves"]] == [("金卡", "普通会员", "down")]
    assert "各等级所需成长值不能相同" in alike.content.decode()


def test_a_simulation_takes_constant_queries(desk: Client, django_assert_max_num_queries: Any) -> None:
    query = {"window_days": "365", "silver": "10", "gold": "20", "diamond": "30"}
    desk.get(SIMULATE, query)
    for growth in range(0, 60, 5):
        grow(MemberFactory(), growth, clock.now())

    with django_assert_max_num_queries(16):
        desk.get(SIMULATE, query)


def test_a_member_is_found_held_and_let_go(desk: Client, alice: Member) -> None:
    grow(alice, 10, clock.now())
    row, gold = MemberTier.objects.get(), Tier.objects.get(code="gold")
    hold, let_go = (reverse(f"admin:members_tiers_membertier_{name}", args=[row.pk]) for name in ("hold", "let_go"))
    until_on = clock.today() + timedelta(days=30)

    assert "alice" in desk.get(STANDINGS, {"q": "alice"}).content.decode()
    assert desk.post(hold, {"tier": gold.pk, "until_on": until_on, "reason": "补偿"}).status_code == 302
    assert MemberTier.objects.get().tier == gold
    assert "人工保级" in desk.get(f"{STANDINGS}{row.pk}/change/").content.decode()
    assert desk.post(let_go, {"reason": "结束"}).status_code == 302
    assert MemberTier.objects.get().held_tier is None
    labels = AuditEntry.objects.order_by("sequence").values_list("label", flat=True)
    assert list(labels) == ["人工保级", "解除保级"]


def test_a_hold_in_the_past_is_refused(desk: Client, alice: Member) -> None:
    grow(alice, 10, clock.now())
    row, gold = MemberTier.objects.get(), Tier.objects.get(code="gold")
    hold = reverse("admin:members_tiers_membertier_hold", args=[row.pk])

    page = desk.post(hold, {"tier": gold.pk, "until_on": clock.today() - timedelta(days=1), "reason": "x"})

    assert page.status_code == 422
    assert "保级日期不能早于今天" in page.content.decode()


def test_a_member_without_growth_is_held_from_the_list(desk: Client, alice: Member) -> None:
    data = {
        "member": alice.pk,
        "held_tier": Tier.objects.get(code="silver").pk,
        "held_until_on": clock.today(),
        "hold_reason": "新店开业",
    }

    assert desk.get(f"{STANDINGS}add/").status_code == 200
    assert desk.post(f"{STANDINGS}add/", data | {"hold_reason": ""}).status_code == 200
    assert not MemberTier.objects.exists()
    assert desk.post(f"{STANDINGS}add/", data).status_code == 302
    assert MemberTier.objects.get().tier.code == "silver"
    assert AuditEntry.objects.filter(label="新增会员的等级").count() == 1


def test_growth_is_given_once_by_one_page(desk: Client, alice: Member) -> None:
    grow(alice, 10, clock.now())
    give = reverse("admin:members_tiers_membertier_give", args=[MemberTier.objects.get().pk])
    data = {"key": "a" * 32, "amount": "1000", "reason": "线下消费"}

    assert desk.post(give, data).status_code == 302
    assert desk.post(give, data).status_code == 302
    assert growth_of(alice.pk, on=clock.today()) == 1_010


def test_days_are_given_and_a_card_is_ended(desk: Client, alice: Member) -> None:
    assert desk.get(f"{CARDS}add/").status_code == 200
    data = {"member": alice.pk, "days": "30", "key": "b" * 32}

    assert desk.post(f"{CARDS}add/", data).status_code == 302
    assert "这些天数已经赠送过了" in desk.post(f"{CARDS}add/", data).content.decode()
    span = Membership.objects.get()
    assert span.days == 30
    end = reverse("admin:members_tiers_membership_end", args=[span.pk])
    assert desk.post(end, {"reason": "误开"}).status_code == 302
    assert vip_until_of(alice.pk, at=clock.now()) is None
