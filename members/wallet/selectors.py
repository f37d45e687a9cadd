"""Reads of wallets."""

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from members.ledger.book import Asset, OwnerKind
from members.ledger.entries import Owner
from members.ledger.models import Account, Entry, Transaction
from members.ledger.selectors import balances
from members.wallet.shapes import WalletFigures

PRINCIPAL, BONUS = "principal", "bonus"


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
    """Return the postings in a member's wallet with `principal_fen` and `bonus_fen`, to be read newest first."""
    accounts = accounts_of(member_id)
    mine = Entry.objects.filter(account__in=accounts.values("pk"))
    return Transaction.objects.filter(pk__in=mine.values("transaction_id")).annotate(
        principal_fen=_moved(accounts.filter(bucket=PRINCIPAL)), bonus_fen=_moved(accounts.filter(bucket=BONUS))
    )


def accounts_of(member_id: int) -> QuerySet[Account]:
    """Return the ledger accounts of a member's wallet."""
    return Account.objects.filter(owner_kind=OwnerKind.MEMBER, owner_id=member_id, asset=Asset.WALLET)


def _moved(accounts: QuerySet[Account]) -> Coalesce:
    lines = Entry.objects.filter(transaction=OuterRef("pk"), account__in=accounts.values("pk")).order_by()
    return Coalesce(Subquery(lines.values("transaction").annotate(total=Sum("amount")).values("total")), 0)
