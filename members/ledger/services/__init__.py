"""Writes of the ledger: post, reverse; hold, release, capture."""

from members.ledger.entries import SHOP, AccountRef, EntryIn, HoldIn, Owner
from members.ledger.services.balances import lock_balances
from members.ledger.services.holds import HoldEnded, capture, hold, release
from members.ledger.services.posting import BadPosting, KeyReused, NotEnoughBalance, post
from members.ledger.services.reversals import NotReversible, ReasonMissing, TransactionNotFound, reverse

__all__ = [
    "SHOP",
    "AccountRef",
    "BadPosting",
    "EntryIn",
    "HoldEnded",
    "HoldIn",
    "KeyReused",
    "NotEnoughBalance",
    "NotReversible",
    "Owner",
    "ReasonMissing",
    "TransactionNotFound",
    "capture",
    "hold",
    "lock_balances",
    "post",
    "release",
    "reverse",
]
