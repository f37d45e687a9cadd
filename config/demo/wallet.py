"""Wallets with something in them, gift cards whose codes are printed, an adjustment that waits. Twice is once."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from kernel import clock
from kernel.staff.models import Operator
from members.accounts.models import Member
from members.wallet import services
from members.wallet.models import GiftCardBatch
from members.wallet.shapes import WalletParts

Say = Callable[[str], None]
# (who, days ago, principal, bonus), in fen
TOP_UPS = (
    ("alice", 12, 20_000, 2_000), ("bob", 10, 5_000, 0), ("alice", 6, 10_000, 500), ("dave", 4, 50_000, 8_000),
)  # fmt: skip
CARDS = 6
FACE_FEN = 10_000


def seed_wallets(members: Mapping[str, Member], say: Say) -> None:
    """Top up, print gift cards, redeem one, adjust one wallet at once and propose to adjust another."""
    for key, days, principal_fen, bonus_fen in TOP_UPS:
        services.top_up(
            member_id=members[key].pk,
            principal_fen=principal_fen,
            bonus_fen=bonus_fen,
            key=f"demo:{key}:{days}",
            reference="演示充值",
            at=clock.now() - timedelta(days=days),
        )
    if not GiftCardBatch.objects.exists():
        _adjust(members)
        codes = _printed_cards(members["carol"])
        sheet = Path(settings.MEDIA_ROOT).parent / "gift-cards.txt"
        sheet.write_text("".join(f"{code}\n" for code in codes), encoding="utf8")
        say(f"礼品卡 {len(codes)} 张，每张 100 元，卡密在 {sheet}：{codes[0]} …")
    services.count_days(at=clock.now())


def _adjust(members: Mapping[str, Member]) -> None:
    clerk = Operator.objects.get(username="operator").pk
    for key, fen, reason in (("bob", 1_500, "发货延误补偿"), ("carol", 30_000, "线下门店余额迁移")):
        change = services.NewAdjustment(members[key].pk, WalletParts(fen, 0), reason)
        services.adjust_wallet(change=change, operator_id=clerk, at=clock.now() - timedelta(days=2))


def _printed_cards(reader: Member) -> list[str]:
    """Issue the demo's cards; the first of them is redeemed. Return the codes that are still good."""
    clerk = Operator.objects.get(username="operator").pk
    at = clock.now() - timedelta(days=3)
    batch = services.NewBatch(
        title="开业礼品卡",
        count=CARDS,
        face_fen=FACE_FEN,
        into=GiftCardBatch.Into.PRINCIPAL,
        expires_on=clock.today() + timedelta(days=365),
        note="演示",
    )
    made = services.make_batch(batch=batch, operator_id=clerk, at=at)
    used, *good = services.issue_codes(batch_id=made.pk, operator_id=clerk, at=at)
    guess = services.take_guess(member_id=reader.pk, code=used, address="127.0.0.1", at=at)
    services.redeem_gift_card(guess=guess, at=at)
    return good
