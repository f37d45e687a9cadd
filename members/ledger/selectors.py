"""Reads of the book."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from members.ledger.book import BOOK
from members.ledger.entries import SHOP, AccountRef, Owner
from members.ledger.models import Account, Entry


@dataclass(frozen=True)
class Balance:
    """What an account holds, and what of it is held for later."""

    balance: int = 0
    held: int = 0

    @property
    def available(self) -> int:
        return self.balance - self.held


def balance(ref: AccountRef) -> Balance:
    """Return the figures of one account, 0 before its first posting; the shop's rows are added up."""
    return balances(ref.owner, ref.asset).get(ref.bucket, Balance())


def balances(owner: Owner, asset: str) -> dict[str, Balance]:
    """Return the figures of every declared bucket of an owner's asset; one query."""
    accounts = _accounts_of(owner).filter(asset=asset)
    rows = accounts.values_list("bucket").annotate(total=Sum("balance"), kept=Sum("held"))
    found = {bucket: Balance(total, kept) for bucket, total, kept in rows}
    return {
        bucket.code: found.get(bucket.code, Balance())
        for bucket in BOOK
        if bucket.owner_kind == owner.kind and bucket.asset == asset
    }


def entries_of(owner: Owner, asset: str) -> QuerySet[Entry]:
    """Return an owner's entries of an asset with their transactions, newest first."""
    accounts = _accounts_of(owner).filter(asset=asset).values("pk")
    return Entry.objects.filter(account__in=accounts).select_related("transaction", "account").order_by("-id")


def counted(ref: AccountRef, *, since: date, until: date) -> int:
    """Return the sum of the entries that count on a date in [since, until]."""
    entries = Entry.objects.filter(account__in=_accounts_of(ref.owner).filter(asset=ref.asset, bucket=ref.bucket))
    return entries.filter(counts_on__range=(since, until)).aggregate(total=Sum("amount"))["total"] or 0


def _accounts_of(owner: Owner) -> QuerySet[Account]:
    accounts = Account.objects.filter(owner_kind=owner.kind)
    return accounts if owner == SHOP else accounts.filter(owner_id=owner.id)
