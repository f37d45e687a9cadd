"""What may be done to wallets and gift cards.

`take_guess` is never called inside a transaction: what it counts stays, whatever becomes of the guess.
"""

from members.wallet.services.adjusting import (
    AdjustmentDecided,
    AdjustmentNotFound,
    AdjustmentReasonMissing,
    NewAdjustment,
    SecondApproverNeeded,
    adjust_wallet,
    approve_adjustment,
    reject_adjustment,
)
from members.wallet.services.booking import BadWalletAmount, NotEnoughWallet, WalletKeyReused
from members.wallet.services.days import count_days
from members.wallet.services.gift_cards import (
    BadBatch,
    BatchEnded,
    BatchNotFound,
    CardNotVoidable,
    CodesAlreadyIssued,
    NewBatch,
    SecondIssuerNeeded,
    expire_cards,
    issue_codes,
    make_batch,
    void_batch,
    void_card,
)
from members.wallet.services.guessing import Guess, GuessingLocked, forget_guesses, take_guess, unlock_guesses
from members.wallet.services.redeeming import GiftCardRefused, redeem_gift_card
from members.wallet.services.returning import ReturnExceedsSpending, return_to_wallet
from members.wallet.services.spending import WalletHoldEnded, capture_wallet, hold_wallet, release_wallet
from members.wallet.services.topping_up import TakeBackExceedsTopUp, TopUpNotFound, take_back_top_up, top_up

__all__ = [
    "AdjustmentDecided",
    "AdjustmentNotFound",
    "AdjustmentReasonMissing",
    "BadBatch",
    "BadWalletAmount",
    "BatchEnded",
    "BatchNotFound",
    "CardNotVoidable",
    "CodesAlreadyIssued",
    "GiftCardRefused",
    "Guess",
    "GuessingLocked",
    "NewAdjustment",
    "NewBatch",
    "NotEnoughWallet",
    "ReturnExceedsSpending",
    "SecondApproverNeeded",
    "SecondIssuerNeeded",
    "TakeBackExceedsTopUp",
    "TopUpNotFound",
    "WalletHoldEnded",
    "WalletKeyReused",
    "adjust_wallet",
    "approve_adjustment",
    "capture_wallet",
    "count_days",
    "expire_cards",
    "forget_guesses",
    "hold_wallet",
    "issue_codes",
    "make_batch",
    "redeem_gift_card",
    "reject_adjustment",
    "release_wallet",
    "return_to_wallet",
    "take_back_top_up",
    "take_guess",
    "top_up",
    "unlock_guesses",
    "void_batch",
    "void_card",
]
