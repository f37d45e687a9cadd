"""Post one kind for very many owners: the same book as `post` writes, a handful of statements per batch (rules 9)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice

import structlog
from django.db import transaction

from members.ledger import statements
from members.ledger.entries import AccountRef, Posting, PostingIn
from members.ledger.models import Entry, Transaction
from members.ledger.services.accounts import lock_or_open, placed, refuse_shortages
from members.ledger.services.posting import KeyReused, changes_of, check_balanced, merged
from members.ledger.statements import Line, LockedAccount

log = structlog.get_logger(__name__)

# Large enough that a batch is a few statements, small enough that its locks are short and its SQL stays readable.
BATCH = 500
LOGGED_EVERY = 10_000

Signature = tuple[str, frozenset[tuple[tuple[int, int, object], int]]]


def post_many(*, kind: str, at: datetime, postings: Iterable[PostingIn]) -> int:
    """Write many transactions of one kind, each once per its key; return how many were not there before.

    Batches of 500, each with its accounts locked in id order, so the work grows with the number of postings. Outside
    a transaction every batch commits by itself; inside one, pass a batch at most. A batch is written whole or not
    at all.

    :raises NotEnoughBalance: :raises KeyReused: :raises BadPosting: as `post` does, for the batch.
    """
    written = seen = 0
    for batch in _batches(postings, BATCH):
        written += _post_batch(kind, at, batch)
        before, seen = seen, seen + len(batch)
        if seen // LOGGED_EVERY > before // LOGGED_EVERY:
            log.info("postings_written", kind=kind, seen=seen, written=written)
    return written


@transaction.atomic
def _post_batch(kind: str, at: datetime, batch: Sequence[PostingIn]) -> int:
    asked = _by_key(batch)
    places = {key: _places(item) for key, item in asked.items()}
    accounts = lock_or_open({ref for refs in places.values() for ref in refs.values()})
    lines = {key: _lines(item, places[key], accounts) for key, item in asked.items()}
    heads = {key: Posting(kind, key, item.reference, at) for key, item in asked.items()}
    ids = statements.write_transactions({key: (head, len(lines[key])) for key, head in heads.items()})
    _compare_twins({key: head for key, head in heads.items() if key not in ids}, lines)
    if not ids:
        return 0
    fresh = {pk: lines[key] for key, pk in ids.items()}
    changes = changes_of(chain.from_iterable(fresh.values()))
    # After the keys, so that what was posted before does not count as asked for again.
    covered = _covered([asked[key] for key in ids], places, accounts)
    refuse_shortages(accounts.values(), changes, covered)
    statements.write_entries(fresh, {account.id: account.ref.asset for account in accounts.values()})
    statements.change_accounts(list(changes.values()))
    return len(ids)


def _by_key(batch: Iterable[PostingIn]) -> dict[str, PostingIn]:
    """A key twice in one batch is one posting, if it says the same."""
    asked: dict[str, PostingIn] = {}
    for item in batch:
        if asked.setdefault(item.key, item) != item:
            raise KeyReused
    return asked


def _batches(postings: Iterable[PostingIn], size: int) -> Iterator[list[PostingIn]]:
    rest = iter(postings)
    while batch := list(islice(rest, size)):
        yield batch


def _places(item: PostingIn) -> dict[AccountRef, AccountRef]:
    check_balanced(item.entries)
    return {entry.account: placed(entry.account, item.key) for entry in item.entries}


def _lines(
    item: PostingIn, places: Mapping[AccountRef, AccountRef], accounts: Mapping[AccountRef, LockedAccount]
) -> list[Line]:
    return merged((accounts[places[entry.account]].id, entry.amount, entry.counts_on) for entry in item.entries)


def _covered(
    fresh: Iterable[PostingIn],
    places: Mapping[str, Mapping[AccountRef, AccountRef]],
    accounts: Mapping[AccountRef, LockedAccount],
) -> set[int]:
    return {
        accounts[places[item.key][entry.account]].id for item in fresh for entry in item.entries if entry.within_balance
    }


def _signature(reference: str, lines: Iterable[tuple[int, int, object]]) -> Signature:
    return reference, frozenset(Counter(lines).items())


def _plain(lines: Iterable[Line]) -> Iterator[tuple[int, int, object]]:
    return ((line.account_id, line.amount, line.counts_on) for line in lines)


def _compare_twins(heads: Mapping[str, Posting], lines: Mapping[str, Sequence[Line]]) -> None:
    """Hold what was posted before under these keys against what is asked now; two queries for all of them."""
    if not heads:
        return
    twins = {row.pk: row for row in Transaction.objects.filter(key__in=list(heads))}
    written: dict[int, list[tuple[int, int, object]]] = defaultdict(list)
    for entry in Entry.objects.filter(transaction__in=list(twins)):
        written[entry.transaction_id].append((entry.account_id, entry.amount, entry.counts_on))
    for pk, twin in twins.items():
        asked = _signature(heads[twin.key].reference, _plain(lines[twin.key]))
        same_head = (twin.kind, twin.reverses_id) == (heads[twin.key].kind, None)
        if not same_head or _signature(twin.reference, written[pk]) != asked:
            raise KeyReused
