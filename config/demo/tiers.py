"""The demo's ladder with benefits, a member on each tier, one with a card."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from kernel import clock
from kernel.audit.actors import Actor
from kernel.outbox.relay import deliver_pending
from members.accounts.models import Member
from members.tiers.models import MemberTier, TierGift
from members.tiers.services import (
    GiftDesign,
    TierDesign,
    add_growth,
    add_savings,
    open_membership,
    review_standings,
    save_ladder,
)

LADDER = (
    TierDesign(code="normal", label="普通会员", gifts=(GiftDesign("birthday", "points", 50),)),
    TierDesign(
        code="silver",
        label="银卡",
        threshold=1_000,
        discount_bps=9_800,
        points_multiplier_bps=11_000,
        gifts=(GiftDesign("upgrade", "points", 100), GiftDesign("birthday", "points", 100)),
    ),
    TierDesign(
        code="gold",
        label="金卡",
        threshold=5_000,
        discount_bps=9_500,
        points_multiplier_bps=12_000,
        early_access_minutes=15,
        has_fast_refund=True,
        gifts=(
            GiftDesign("upgrade", "points", 300),
            GiftDesign("birthday", "points", 300),
            GiftDesign("monthly", "points", 50),
        ),
    ),
    TierDesign(
        code="diamond",
        label="钻石",
        threshold=20_000,
        discount_bps=9_000,
        has_free_shipping=True,
        points_multiplier_bps=15_000,
        early_access_minutes=60,
        sees_exclusive=True,
        adviser="小西顾问",
        has_fast_refund=True,
        gifts=(
            GiftDesign("upgrade", "points", 1_000),
            GiftDesign("birthday", "points", 800),
            GiftDesign("monthly", "points", 200),
        ),
    ),
)
CARD = TierDesign(
    code="vip",
    label="黑金卡",
    discount_bps=9_200,
    has_free_shipping=True,
    points_multiplier_bps=20_000,
    early_access_minutes=30,
    gifts=(GiftDesign("opening", "points", 200), GiftDesign("monthly", "points", 100)),
)
# (whose, growth value, days ago): alice on gold, bob on silver but soon below, carol begins, dave on diamond
GROWTH = (
    ("alice", 3_600, 200),
    ("alice", 2_150, 40),
    ("bob", 1_080, 350),
    ("bob", 120, 30),
    ("carol", 260, 15),
    ("dave", 14_000, 240),
    ("dave", 8_800, 60),
)
CARD_DAYS = 90


def seed_tiers(members: Mapping[str, Member]) -> int:
    """Design the ladder, put everybody on their tier, open dave's card. Twice is once; return how many stand on it."""
    at = clock.now()
    if not TierGift.objects.exists():
        save_ladder(tiers=LADDER, card=CARD, actor=Actor.system(), at=at)
    for number, (key, amount, days) in enumerate(GROWTH):
        _earned(members[key], amount, at - timedelta(days=days), key=f"demo:{number}")
    _card(members["dave"], at)
    review_standings(at=at)
    deliver_pending()
    return MemberTier.objects.count()


def _earned(member: Member, amount: int, at: datetime, *, key: str) -> None:
    with clock.at(at):
        add_growth(
            member_id=member.pk,
            amount=amount,
            kind="purchase",
            key=key,
            reference="演示",
            counts_on=clock.date_of(at),
            at=at,
        )


def _card(member: Member, at: datetime) -> None:
    bought_at = at - timedelta(days=35)
    ends_at = bought_at + timedelta(days=CARD_DAYS)
    with clock.at(bought_at):
        open_membership(
            member_id=member.pk, plan_code="season", starts_at=bought_at, ends_at=ends_at, key="demo:card", at=bought_at
        )
    add_savings(member_id=member.pk, amount_fen=8_650, key="demo:card:1", at=bought_at + timedelta(days=5))
