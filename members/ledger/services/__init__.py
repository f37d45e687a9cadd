"""Writes of the ledger: post, one or very many; reverse; hold, release, capture."""

from members.ledger.entries import SHOP, AccountRef, EntryIn, HoldIn, Owner, PostingIn
from members.ledger.services.accounts import lock_balances
from members.ledger.services.holds import HoldEnded, capture, hold, release
from members.ledger.services.many import post_many
from members.ledger.services.posting import BadPosting, KeyReused, NotEnoughBalance, post
from members.ledger.services.reversals import (
    NotReversible,
    ReasonMissing,
    ReversedElsewhere,
    TransactionNotFound,
    reverse,
)

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
    "PostingIn",
    "ReasonMissing",
    "ReversedElsewhere",
    "TransactionNotFound",
    "capture",
    "hold",
    "lock_balances",
    "post",
    "post_many",
    "release",
    "reverse",
]
