"""Whether the book agrees with itself, told in one pass over each table (PostgreSQL; other engines count one by one).

Every transaction adds up to 0 per asset exactly when the sum of its amounts, each times a random number of its own
(transaction, asset), does; likewise for accounts and what they say of themselves. The random numbers are hashes with a
seed drawn for each run: a difference escapes one run in a million, and the next night's run has other numbers.
"""

import secrets
from typing import Final

from django.db import connection

# Products of an amount and a weight must fit 64 bits: weights are odd 20-bit numbers, amounts count modulo 2**42, which
# is above every amount of a shop; where it is not, the pass disagrees and the rows are counted one by one.
_ENTRIES: Final = """
SELECT COUNT(*) FILTER (WHERE amount = 0),
       COALESCE(SUM((amount %% 4398046511104) * (hashtextextended(asset, transaction_id + %(seed)s) & 1048575 | 1)), 0),
       COALESCE(SUM((amount %% 4398046511104) * (hashtextextended(asset, account_id + %(seed)s) & 1048575 | 1)), 0),
       COALESCE(SUM(hashint8extended(transaction_id, %(seed)s) >> 20), 0),
       COALESCE(SUM(hashint8extended(account_id, %(seed)s) >> 20), 0)
  FROM members_ledger_entry
"""
_TRANSACTIONS: Final = """
SELECT COALESCE(MIN(line_count), 2), COALESCE(SUM(line_count * (hashint8extended(id, %(seed)s) >> 20)), 0)
  FROM members_ledger_transaction
"""
_ACCOUNTS: Final = """
SELECT COALESCE(SUM((balance %% 4398046511104) * (hashtextextended(asset, id + %(seed)s) & 1048575 | 1)), 0),
       COALESCE(SUM(entry_count::numeric * (hashint8extended(id, %(seed)s) >> 20)), 0)
  FROM members_ledger_account
"""
_UNIQUE_KEY: Final = """
SELECT EXISTS (
    SELECT 1 FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
     WHERE indrelid = to_regclass('members_ledger_transaction') AND indisunique AND indisvalid AND indnatts = 1
       AND attname = 'key' AND indpred IS NULL)
"""


def book_agrees() -> bool:
    """Tell whether entries, transactions and accounts say the same: sums, numbers of entries, nothing lost or foreign.

    False means "look closer", also on engines where there is no such pass.
    """
    if connection.vendor != "postgresql":
        return False
    seed = {"seed": secrets.randbelow(2**40)}
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, seed)
        zeros, unbalanced, balances, of_transactions, of_accounts = cursor.fetchone()
        cursor.execute(_TRANSACTIONS, seed)
        fewest, lines = cursor.fetchone()
        cursor.execute(_ACCOUNTS, seed)
        told_balances, told_entries = cursor.fetchone()
    return (
        (zeros, unbalanced) == (0, 0)
        and fewest >= 2
        and (of_transactions, balances, of_accounts) == (lines, told_balances, told_entries)
    )


def keys_are_unique() -> bool:
    """Tell whether the database itself sees to it that no key is there twice."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(_UNIQUE_KEY)
        return bool(cursor.fetchone()[0])
