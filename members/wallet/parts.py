"""What the wallet does when members are merged, exported or erased: stands behind `accounts.parts`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel import money
from members.wallet.kinds import label_of
from members.wallet.models import Adjustment, GiftCard, Spending, TopUp
from members.wallet.selectors import statement_of, wallet_of
from members.wallet.services.merging import forget_wallet, move_wallet, unmove_wallet
from members.wallet.states import AdjustmentState, SpendingState


class WalletPart:
    name = "wallet"
    # A top-up may arrive for the source while it is being merged.
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Return what would move; amounts in fen."""
        found = wallet_of(source_id)
        return {
            "余额本金（分）": found.principal_fen,
            "余额赠金（分）": found.bonus_fen,
            "充值记录": TopUp.objects.filter(member_id=source_id).count(),
            "余额支付": Spending.objects.filter(member_id=source_id).count(),
            "礼品卡": GiftCard.objects.filter(member_id=source_id).count(),
        }

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Move principal and bonus by a posting; top-ups, payments, cards and adjustments change their owner."""
        return move_wallet(source_id=source_id, target_id=target_id, at=at)

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Post it back, with what came back of the source's payments since."""
        unmove_wallet(journal=journal, at=at)

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return the balance, the statement and the cards."""
        found = wallet_of(member_id)
        cards = GiftCard.objects.filter(member_id=member_id).select_related("batch").order_by("pk")
        return {
            "本金（分）": found.principal_fen,
            "赠金（分）": found.bonus_fen,
            "流水": [_exported(line) for line in statement_of(member_id).order_by("pk").iterator()],
            "礼品卡": [
                {"尾号": card.tail, "面值（分）": card.batch.face_fen, "兑换时间": card.redeemed_at.isoformat()}
                for card in cards
                if card.redeemed_at
            ],
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Forget the counts of wrong codes; money's own rows name no person."""
        forget_wallet(member_id=member_id)

    def blocks(self, *, member_id: int) -> list[str]:
        """Return what is under way."""
        open_payments = Spending.objects.filter(member_id=member_id, state=SpendingState.HELD).count()
        return [f"有 {open_payments} 笔余额支付尚未完成"] if open_payments else []

    def erasure_blocks(self, *, member_id: int) -> list[str]:
        """Return what is still owed to the member, or waits for a decision."""
        found = wallet_of(member_id)
        owed = found.principal_fen + found.bonus_fen
        waiting = Adjustment.objects.filter(member_id=member_id, state=AdjustmentState.PROPOSED).count()
        blocks = [f"余额还有 {money.display(owed)}"] if owed else []
        return [*blocks, f"有 {waiting} 笔余额调整待审批"] if waiting else blocks


def _exported(line: Any) -> dict[str, Any]:
    return {
        "时间": line.at.isoformat(),
        "类型": label_of(line.kind),
        "单据": line.reference,
        "本金（分）": line.principal_fen,
        "赠金（分）": line.bonus_fen,
    }
