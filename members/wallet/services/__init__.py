"""What may be done to wallets."""

from members.wallet.services.booking import BadWalletAmount, NotEnoughWallet, WalletKeyReused
from members.wallet.services.returning import ReturnExceedsSpending, return_to_wallet
from members.wallet.services.spending import WalletHoldEnded, capture_wallet, hold_wallet, release_wallet
from members.wallet.services.topping_up import TakeBackExceedsTopUp, TopUpNotFound, take_back_top_up, top_up

__all__ = [
    "BadWalletAmount",
    "NotEnoughWallet",
    "ReturnExceedsSpending",
    "TakeBackExceedsTopUp",
    "TopUpNotFound",
    "WalletHoldEnded",
    "WalletKeyReused",
    "capture_wallet",
    "hold_wallet",
    "release_wallet",
    "return_to_wallet",
    "take_back_top_up",
    "top_up",
]
