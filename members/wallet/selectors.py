"""Reads of wallets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate

from kernel import clock
from members.accounts.selectors import person_of
from members.ledger.book import Asset, OwnerKind
from members.ledger.entries import Owner
from members.ledger.models import Account, Entry, Transaction
from members.ledger.selectors import balances
from members.wallet.kinds import MERGE
from members.wallet.shapes import WalletFigures, WalletParts

PRINCIPAL, BONUS = "principal", "bonus"


@dataclass(frozen=True)
class DayMovement:
    """What one kind of posting did to all members' wallets on a Shanghai date; signed."""

    day: date
    kind: str
    parts: WalletParts


def wallet_of(member_id: int) -> WalletFigures:
    """Return what a member has, in fen; zeros before the first posting. One query."""
    found = balances(Owner.member(member_id), Asset.WALLET.value)
    principal, bonus = found[PRINCIPAL], found[BONUS]
    return WalletFigures(
        principal_fen=principal.balance,
        bonus_fen=bonus.balance,
        held_fen=principal.held + bonus.held,
        spendable_fen=principal.available + bonus.available,
    )


def statement_of(member_id: int) -> QuerySet[Transaction]:
    """Return the postings in a member's wallet with `principal_fen` and `bonus_fen`, to be read newest first.

    Those of members merged into this one are among them; what such a merge moved cancels out and is left away.
    """
    accounts = accounts_of(person_of(member_id))
    mine = Entry.objects.filter(account__in=accounts.values("pk"))
    lines = Transaction.objects.filter(pk__in=mine.values("transaction_id")).annotate(
        principal_fen=_moved(accounts.filter(bucket=PRINCIPAL)), bonus_fen=_moved(accounts.filter(bucket=BONUS))
    )
    return lines.exclude(kind=MERGE, principal_fen=0, bonus_fen=0)


def accounts_of(member_ids: Iterable[int]) -> QuerySet[Account]:
    """Return the ledger accounts of members' wallets."""
    return Account.objects.filter(owner_kind=OwnerKind.MEMBER, owner_id__in=list(member_ids), asset=Asset.WALLET)


def _moved(accounts: QuerySet[Account]) -> Coalesce:
    lines = Entry.objects.filter(transaction=OuterRef("pk"), account__in=accounts.values("pk")).order_by()
    return Coalesce(Subquery(lines.values("transaction").annotate(total=Sum("amount")).values("total")), 0)


def wallet_entries() -> QuerySet[Entry]:
    """Return every entry in a member's wallet."""
    return Entry.objects.filter(account__asset=Asset.WALLET, account__owner_kind=OwnerKind.MEMBER)


def movements_by_day(start: datetime, end: datetime) -> Iterator[DayMovement]:
    """Yield what each kind of posting did on each day within [start, end); one query."""
    rows = (
        wallet_entries()
        .filter(transaction__at__gte=start, transaction__at__lt=end)
        .annotate(day=TruncDate("transaction__at", tzinfo=clock.SHANGHAI))
        .order_by("day", "transaction__kind")
        .values_list("day", "transaction__kind")
        .annotate(total=Sum("amount"), principal=Coalesce(Sum("amount", filter=Q(account__bucket=PRINCIPAL)), 0))
    )
    for day, kind, total, principal in rows:
        yield DayMovement(day, kind, WalletParts(principal, total - principal))


def worth_before(moment: datetime) -> WalletParts:
    """Return what was in all members' wallets just before a moment."""
    sums = (
        wallet_entries()
        .filter(transaction__at__lt=moment)
        .aggregate(
            total=Coalesce(Sum("amount"), 0),
            principal=Coalesce(Sum("amount", filter=Q(account__bucket=PRINCIPAL)), 0),
        )
    )
    return WalletParts(sums["principal"], sums["total"] - sums["principal"])


def first_day() -> date | None:
    """Return the Shanghai date of the first posting in a wallet."""
    first = wallet_entries().aggregate(first=Min("transaction__at"))["first"]
    return clock.date_of(first) if first else None
