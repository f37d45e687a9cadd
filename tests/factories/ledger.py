"""Accounts to test with: filled by postings, as everything else in the book."""

from itertools import count

from kernel import clock
from members.ledger.models import Transaction
from members.ledger.services import SHOP, AccountRef, EntryIn, Owner, post

_keys = count(1)

ALICE, BOB = Owner.member(1), Owner.member(2)
ISSUED = AccountRef(SHOP, "points", "issued")


def points_of(owner: Owner, bucket: str = "main") -> AccountRef:
    return AccountRef(owner, "points", bucket)


def commission_of(owner: Owner) -> AccountRef:
    """Return an account that no room explains row by row: what is posted to it breaks no check."""
    return AccountRef(owner, "commission", "available")


def give(account: AccountRef, amount: int, *, key: str = "", counter: str = "issued") -> Transaction:
    """Post an amount to an account, out of the shop's counter account."""
    source = AccountRef(SHOP, account.asset, counter)
    return post(
        kind="test.give",
        key=key or f"give:{next(_keys)}",
        reference="R1",
        at=clock.now(),
        entries=[EntryIn(account, amount), EntryIn(source, -amount)],
    )
