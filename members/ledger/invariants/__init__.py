"""What must hold of the book (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from members.ledger.invariants.details import (
    miscounted_entries,
    orphan_entries,
    overdrawn_accounts,
    repeated_keys,
    thin_transactions,
    unbalanced_book,
    unbalanced_transactions,
    wrong_balances,
    wrong_guards,
    wrong_holds,
    wrong_reversals,
    zero_entries,
)
from members.ledger.invariants.fingerprints import book_agrees, keys_are_unique

# What one pass over the book tells together, and what each of them says when it disagrees.
RECOUNTED = (
    unbalanced_transactions,
    thin_transactions,
    zero_entries,
    orphan_entries,
    wrong_balances,
    miscounted_entries,
)


def book_disagrees() -> Iterator[str]:
    """Every transaction balances per asset over two entries or more, none lost or foreign; balances are the sums."""
    if not book_agrees():
        for find in RECOUNTED:
            yield from find()


def keys_posted_twice() -> Iterator[str]:
    """A key was posted once: the database's own unique index says so, or the keys are counted."""
    if not keys_are_unique():
        yield from repeated_keys()


CHECKS = (
    ("账务：每笔交易平衡，分录齐全，余额等于分录之和", book_disagrees),
    ("账务：幂等键不重复", keys_posted_twice),
    ("账务：不可为负的账户不为负", overdrawn_accounts),
    ("账务：账户与科目表一致", wrong_guards),
    ("账务：冻结等于冻结记录之和且不超过余额", wrong_holds),
    ("账务：全部账户按资产合计为零", unbalanced_book),
    ("账务：冲正与原交易对称", wrong_reversals),
)
