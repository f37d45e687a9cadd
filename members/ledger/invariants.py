"""What must hold of the book (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
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
    live = Hold.objects.filter(account=OuterRef("pk"), state=Hold.State.HELD).order_by().values("account")
    kept = Coalesce(Subquery(live.annotate(total=Sum("amount")).values("total")), 0)
    for account in Account.objects.annotate(kept=kept).exclude(held=F("kept")).order_by("pk").iterator():
        yield f"{_name(account)}：冻结 {account.held}，冻结记录之和 {account.kept}"
    for too_much in Account.objects.exclude(held=0).filter(held__gt=F("balance")).order_by("pk").iterator():
        yield f"{_name(too_much)}：冻结 {too_much.held}，余额 {too_much.balance}"


def unbalanced_book() -> Iterator[str]:
    """The whole book adds up to 0 per asset."""
    sums = Account.objects.values("asset").annotate(total=Sum("balance")).exclude(total=0)
    for row in sums.order_by("asset").iterator():
        yield f"{row['asset']}：全部账户合计 {row['total']}，应为 0"


def wrong_reversals() -> Iterator[str]:
    """A whole reversal mirrors its original, dates included: together they leave nothing on any account and date."""
    reversed_ids = Transaction.objects.filter(kind=REVERSAL).values("reverses")
    pairs = Entry.objects.filter(Q(transaction__kind=REVERSAL) | Q(transaction__in=reversed_ids))
    left = (
        pairs.annotate(original=Coalesce("transaction__reverses", "transaction"))
        .values("original", "account_id", "counts_on")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
    )
    for row in left.order_by("original", "account_id", "counts_on").iterator():
        yield f"交易 {row['original']} 与其冲正：账户 {row['account_id']} 还差 {row['total']}"


def _name(account: Account) -> str:
    return f"账户 {account.pk}（{account}）"


CHECKS = (
    ("账务：每笔交易按资产合计为零", unbalanced_transactions),
    ("账务：每笔交易至少两条分录", thin_transactions),
    ("账务：没有零金额分录", zero_entries),
    ("账务：没有无主分录", orphan_entries),
    ("账务：幂等键不重复", repeated_keys),
    ("账务：余额等于分录之和", wrong_balances),
    ("账务：不可为负的账户不为负", overdrawn_accounts),
    ("账务：账户与科目表一致", wrong_guards),
    ("账务：冻结等于冻结记录之和且不超过余额", wrong_holds),
    ("账务：全部账户按资产合计为零", unbalanced_book),
    ("账务：冲正与原交易对称", wrong_reversals),
)
