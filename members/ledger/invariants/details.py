"""What must hold of the book, counted row by row: each function yields a sentence per row that breaks it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from heapq import merge
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Exists, F, OuterRef, Sum
from django.db.models.functions import Coalesce

from members.ledger.book import find_bucket
from members.ledger.entries import REVERSAL
from members.ledger.models import Account, Entry, Hold, Transaction


def unbalanced_transactions() -> Iterator[str]:
    """Entries of a transaction add up to 0 per asset."""
    sums = Entry.objects.values("transaction_id", "account__asset").annotate(total=Sum("amount")).exclude(total=0)
    for row in sums.order_by("transaction_id").iterator():
        yield f"交易 {row['transaction_id']}：{row['account__asset']} 合计 {row['total']}，应为 0"


def thin_transactions() -> Iterator[str]:
    """A transaction has two entries or more."""
    for row in Transaction.objects.annotate(lines=Count("entries")).filter(lines__lt=2).order_by("pk").iterator():
        yield f"交易 {row.pk}（{row.key}）：只有 {row.lines} 条分录"


def zero_entries() -> Iterator[str]:
    """No entry moves nothing."""
    for entry in Entry.objects.filter(amount=0).order_by("pk").iterator():
        yield f"分录 {entry.pk}（交易 {entry.transaction_id}）：金额为 0"


def orphan_entries() -> Iterator[str]:
    """Every entry has its transaction and its account."""
    # NOT EXISTS, not NOT IN: an anti-join, whatever the size of the book.
    has_transaction = Exists(Transaction.objects.filter(pk=OuterRef("transaction_id")))
    has_account = Exists(Account.objects.filter(pk=OuterRef("account_id")))
    for entry in Entry.objects.filter(~has_transaction).union(Entry.objects.filter(~has_account)).iterator():
        yield f"分录 {entry.pk}：交易 {entry.transaction_id} 或账户 {entry.account_id} 不存在"


def repeated_keys() -> Iterator[str]:
    """A key was posted once."""
    repeated = Transaction.objects.values("key").annotate(times=Count("pk")).filter(times__gt=1)
    for row in repeated.order_by("key").iterator():
        yield f"幂等键 {row['key']}：{row['times']} 笔交易"


def wrong_balances() -> Iterator[str]:
    """A balance is the sum of the entries."""
    summed = Account.objects.annotate(total=Coalesce(Sum("entries__amount"), 0))
    for account in summed.exclude(balance=F("total")).order_by("pk").iterator():
        yield f"{_name(account)}：余额 {account.balance}，分录之和 {account.total}"


def miscounted_entries() -> Iterator[str]:
    """A transaction and an account say how many entries they have; an entry says its account's asset."""
    for row in Transaction.objects.annotate(n=Count("entries")).exclude(n=F("line_count")).order_by("pk").iterator():
        yield f"交易 {row.pk}（{row.key}）：应有 {row.line_count} 条分录，实有 {row.n} 条"
    for account in Account.objects.annotate(n=Count("entries")).exclude(n=F("entry_count")).order_by("pk").iterator():
        yield f"{_name(account)}：应有 {account.entry_count} 条分录，实有 {account.n} 条"
    for entry in Entry.objects.exclude(asset=F("account__asset")).order_by("pk").iterator():
        yield f"分录 {entry.pk}：资产 {entry.asset} 与账户不符"


def overdrawn_accounts() -> Iterator[str]:
    """No guarded account is below 0."""
    for account in Account.objects.filter(is_guarded=True, balance__lt=0).order_by("pk").iterator():
        yield f"{_name(account)}：余额 {account.balance}"


def wrong_guards() -> Iterator[str]:
    """An account's bucket is declared, and it is guarded as declared."""
    kinds = Account.objects.values("owner_kind", "asset", "bucket", "is_guarded").annotate(first=Count("pk"))
    for row in kinds.order_by("owner_kind", "asset", "bucket").iterator():
        bucket = find_bucket(row["owner_kind"], row["asset"], row["bucket"])
        place = f"{row['owner_kind']}/{row['asset']}/{row['bucket']}"
        if bucket is None:
            yield f"{place}：{row['first']} 个账户的科目未登记"
        elif bucket.is_guarded != row["is_guarded"]:
            yield f"{place}：{row['first']} 个账户的“不可为负”与科目表不符"


def wrong_holds() -> Iterator[str]:
    """What an account says is held is the sum of its live holds, and within its balance."""
    # Few accounts hold anything: they are compared with the live holds side by side, in the order of their ids.
    said = Account.objects.exclude(held=0).order_by("pk").values_list("pk", "held")
    live = Hold.objects.filter(state=Hold.State.HELD).order_by("account_id").values_list("account_id")
    kept = live.annotate(total=-Sum("amount"))
    for pk, rows in groupby(merge(said.iterator(), kept.iterator(), key=itemgetter(0)), key=itemgetter(0)):
        figures = [figure for _, figure in rows]
        if sum(figures):
            yield f"账户 {pk}：冻结与冻结记录之和相差 {sum(figures)}"
    for too_much in Account.objects.exclude(held=0).filter(held__gt=F("balance")).order_by("pk").iterator():
        yield f"{_name(too_much)}：冻结 {too_much.held}，余额 {too_much.balance}"


def unbalanced_book() -> Iterator[str]:
    """The whole book adds up to 0 per asset."""
    sums = Account.objects.values("asset").annotate(total=Sum("balance")).exclude(total=0)
    for row in sums.order_by("asset").iterator():
        yield f"{row['asset']}：全部账户合计 {row['total']}，应为 0"


def wrong_reversals() -> Iterator[str]:
    """A whole reversal mirrors its original, dates included: together they leave nothing on any account and date."""
    reversals = Transaction.objects.filter(kind=REVERSAL, reverses__isnull=False).order_by("reverses_id")
    fields = ("account_id", "counts_on", "amount")
    mirrors = reversals.values_list("reverses_id", *(f"entries__{name}" for name in fields)).iterator()
    originals = reversals.values_list("reverses_id", *(f"reverses__entries__{name}" for name in fields)).iterator()
    for original, rows in groupby(merge(mirrors, originals, key=itemgetter(0)), key=itemgetter(0)):
        left: Counter[tuple[int, date | None]] = Counter()
        for _, account_id, counts_on, amount in rows:
            left[account_id, counts_on] += amount or 0
        for (account_id, _day), total in left.items():
            if total:
                yield f"交易 {original} 与其冲正：账户 {account_id} 还差 {total}"


def _name(account: Account) -> str:
    return f"账户 {account.pk}（{account}）"
