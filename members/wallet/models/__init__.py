"""The wallet: what came in, what went out and back, gift cards, adjustments, and the totals of each day."""

from members.wallet.models.adjustments import Adjustment
from members.wallet.models.cards import GiftCard, GiftCardBatch, GuessCount
from members.wallet.models.days import WalletDay
from members.wallet.models.movements import Spending, SpendingReturn, TopUp, TopUpReturn
from members.wallet.models.views import Wallet, WalletEntry

__all__ = [
    "Adjustment",
    "GiftCard",
    "GiftCardBatch",
    "GuessCount",
    "Spending",
    "SpendingReturn",
    "TopUp",
    "TopUpReturn",
    "Wallet",
    "WalletDay",
    "WalletEntry",
]
