"""A member's tier and card in a quote and in an order (rules 2, lanes 1 and 5)."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.orders import invariants
from mall.orders.models import OrderAdjustment
from mall.orders.ports import OfferChoice, forget_offer, register_offer
from members.tiers.models import Membership, MemberTier, Tier
from tests.mall.orders.offering import FakeOffer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("2.1")]


@pytest.fixture(autouse=True)
def _nothing_is_broken(db):
    yield
    assert [row for _, check in invariants.CHECKS for row in check()] == []


def rung(code, label, **gives):
    ladder = "vip" if code == "vip" else "growth"
    defaults = {"ladder": ladder, "label": label, "threshold": 0 if code in ("vip", "normal") else 5000}
    return Tier.objects.create(code=code, changed_at=clock.now(), **{**defaults, **gives})


@pytest.fixture
def gold(alice):
    """Alice stands on a tier that takes a tenth off."""
    rung("normal", "普通会员", discount_bps=9900)
    tier = rung("gold", "金卡", discount_bps=9000)
    MemberTier.objects.create(member=alice, tier=tier, since_at=clock.now())
    return alice


def open_card(member, *, days=30, began=0):
    starts = clock.now() - timedelta(days=began)
    Membership.objects.create(
        member=member, plan_code="year", key=f"card:{member.pk}:{days}", opened_at=starts, starts_at=starts,
        ends_at=starts + timedelta(days=days), days=days,
    )  # fmt: skip


def body(item, **more):
    return {"lines": [{"sku_id": str(item.sku_id), "quantity": 2}], **more}


def why(quote):
    return [(a["source"], a["label"], a["amount_fen"]) for a in quote["lines"][0]["adjustments"]]


def test_the_tiers_price_is_quoted_and_explained(gold, home, cup, phone):
    quote = phone(gold).post("quotes", body(cup)).json()

    assert why(quote) == [("tier:gold", "金卡价", -200)]
    assert (quote["goods_fen"], quote["discount_fen"], quote["payable_fen"]) == (2000, 200, 3000)


def test_who_has_no_standing_has_the_lowest_tiers_price(gold, bob, cup, phone):
    assert why(phone(bob).post("quotes", body(cup)).json()) == [("tier:normal", "普通会员价", -20)]


def test_a_shop_without_a_ladder_takes_nothing_off(alice, home, cup, phone):
    assert why(phone(alice).post("quotes", body(cup)).json()) == []


def test_with_a_running_card_the_lower_of_both_wins(gold, home, cup, phone):
    rung("vip", "付费会员", discount_bps=8800)
    open_card(gold)

    assert why(phone(gold).post("quotes", body(cup)).json()) == [("vip", "付费会员价", -240)]


@pytest.mark.parametrize(("days", "began"), [(30, -1), (30, 30)])
def test_a_card_that_does_not_run_gives_nothing(gold, home, cup, phone, days, began):
    rung("vip", "付费会员", discount_bps=8800, has_free_shipping=True)
    open_card(gold, days=days, began=began)

    quote = phone(gold).post("quotes", body(cup)).json()

    assert (why(quote), quote["freight_fen"]) == ([("tier:gold", "金卡价", -200)], 1200)


def test_free_shipping_is_kept_with_the_order(gold, till, cup):
    Tier.objects.filter(code="gold").update(has_free_shipping=True)

    order = till.bought(gold, {cup: 2})

    assert (order.payable_fen, order.freight_fen, order.lines.get().freight_fen) == (1800, 0, 0)
    freight = OrderAdjustment.objects.filter(order=order, line=None).order_by("id")
    assert list(freight.values_list("source", "label", "amount_fen")) == [
        (freight[0].source, "运费", 1200),
        ("tier:gold", "金卡包邮", -1200),
    ]


@pytest.mark.rule("2.7")
def test_an_offer_leaves_the_price_alone_and_the_free_shipping_too(gold, till, cup):
    Tier.objects.filter(code="gold").update(has_free_shipping=True)
    offer = FakeOffer(kind="sale", unit_price_fen=950)
    register_offer(offer)

    order = till.place(gold, {cup: 2}, offer=OfferChoice(kind="sale"))

    forget_offer("sale")
    assert (order.payable_fen, order.lines.get().adjustments.get().source) == (1900, "sale:7")
