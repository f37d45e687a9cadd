"""Post a transaction: balanced, once per key, all its accounts locked by id (rules 9.1, 9.3)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from types import MappingProxyType

from django.db import transaction

from kernel.errors import Conflict
from members.ledger import statements
from members.ledger.entries import EntryIn, Posting
from members.ledger.models import Entry, Transaction
from members.ledger.services.accounts import (
    BadPosting,
    NotEnoughBalance,
    lock_or_open,
    placed,
    refuse_shortages,
)
from members.ledger.statements import Change, Line, LockedAccount

__all__ = ["BadPosting", "KeyReused", "NotEnoughBalance", "post"]

# Far above any amount of a shop, far below the columns' 2**63, so that no sum of them can overflow.
LARGEST_AMOUNT = 10**15


class KeyReused(Conflict):
    """The key already stands for something else: two causes share a key, which is a programming error."""

    code, title = "ledger_key_reused", "账务幂等键已用于其他交易"


@transaction.atomic
def post(
    *,
    kind: str,
    key: str,
    reference: str,
    at: datetime,
    entries: Sequence[EntryIn],
    reverses_id: int | None = None,
) -> Transaction:
    """Write entries that add up to 0 per asset and change the balances; with a key that was posted, return that.

    Four statements for any number of entries. `reverses_id` names what a partial reversal takes back.

    :raises NotEnoughBalance: a guarded account, or one posted to `within_balance`, does not have that much.
    :raises KeyReused: the key was posted with other entries.
    :raises BadPosting: fewer than two entries, a zero, an unknown bucket, or a sum that is not 0.
    """
    check_balanced(entries)
    refs = {entry.account: placed(entry.account, key) for entry in entries}
    accounts = lock_or_open(refs.values())
    ids = {ref: accounts[place].id for ref, place in refs.items()}
    lines = merged((ids[entry.account], entry.amount, entry.counts_on) for entry in entries)
    covered = {ids[entry.account] for entry in entries if entry.within_balance}
    posting = Posting(kind, key, reference, at, reverses_id=reverses_id)
    return write(posting, lines, accounts=list(accounts.values()), covered=covered)


def check_balanced(entries: Sequence[EntryIn]) -> None:
    """Refuse what can never be a transaction.

    :raises BadPosting:
    """
    if len(entries) < 2:
        raise BadPosting("一笔交易至少两条分录")
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        if type(entry.amount) is not int or not 0 < abs(entry.amount) <= LARGEST_AMOUNT:
            raise BadPosting("分录金额必须是非零整数")
        sums[entry.account.asset] += entry.amount
    if any(sums.values()):
        raise BadPosting("分录合计不为零")


def merged(lines: Iterable[tuple[int, int, date | None]]) -> list[Line]:
    """Add up the amounts (account_id, amount, counts_on) of each account and date; what cancels out is left away.

    :raises BadPosting: fewer than two lines are left.
    """
    totals: dict[tuple[int, date | None], int] = defaultdict(int)
    for account_id, amount, counts_on in lines:
        totals[account_id, counts_on] += amount
    kept = [Line(account_id, amount, day) for (account_id, day), amount in totals.items() if amount]
    if len(kept) < 2:
        raise BadPosting("一笔交易至少两条分录")
    return kept


def write(
    posting: Posting,
    lines: Sequence[Line],
    *,
    accounts: Sequence[LockedAccount],
    covered: Set[int] = frozenset(),
    unheld: Mapping[int, int] | None = None,
) -> Transaction:
    """Write a transaction whose accounts are locked; `unheld` is what of each account's held amount it uses up.

    :raises NotEnoughBalance: :raises KeyReused:
    """
    changes = changes_of(lines, unheld or {})
    try:
        refuse_shortages(accounts, changes, covered)
    except NotEnoughBalance:
        # Posted before, and spent since: the answer is what was posted, not that there is too little to do it again.
        if (twin := Transaction.objects.filter(key=posting.key).first()) is not None:
            return _same(twin, posting, lines)
        raise
    pk = statements.write_transaction(posting, len(lines))
    if pk is None:
        return _same(Transaction.objects.get(key=posting.key), posting, lines)
    statements.write_entries({pk: lines}, {account.id: account.ref.asset for account in accounts})
    statements.change_accounts(list(changes.values()))
    return Transaction(
        pk=pk,
        kind=posting.kind,
        key=posting.key,
        reference=posting.reference,
        note=posting.note,
        at=posting.at,
        line_count=len(lines),
        reverses_id=posting.reverses_id,
    )


def changes_of(lines: Iterable[Line], unheld: Mapping[int, int] = MappingProxyType({})) -> dict[int, Change]:
    """Add up what lines change on each account; `unheld` is what of each held amount they use up."""
    sums: dict[int, int] = defaultdict(int)
    counts: dict[int, int] = defaultdict(int)
    for line in lines:
        sums[line.account_id] += line.amount
        counts[line.account_id] += 1
    return {pk: Change(pk, total, -unheld.get(pk, 0), counts[pk]) for pk, total in sums.items()}


def _same(twin: Transaction, posting: Posting, lines: Sequence[Line]) -> Transaction:
    written = Counter(Entry.objects.filter(transaction=twin).values_list("account_id", "amount", "counts_on"))
    asked = Counter((line.account_id, line.amount, line.counts_on) for line in lines)
    head = (twin.kind, twin.reference, twin.reverses_id)
    if written != asked or head != (posting.kind, posting.reference, posting.reverses_id):
        raise KeyReused
    return twin
