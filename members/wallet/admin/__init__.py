"""The wallet for operators: accounts and statements, gift cards, adjustments, day totals."""

from members.wallet.admin.adjustments import AdjustmentDesk
from members.wallet.admin.batches import BatchDesk
from members.wallet.admin.cards import CardDesk, GuessDesk
from members.wallet.admin.days import DayDesk
from members.wallet.admin.wallets import StatementDesk, WalletDesk

__all__ = ["AdjustmentDesk", "BatchDesk", "CardDesk", "DayDesk", "GuessDesk", "StatementDesk", "WalletDesk"]
