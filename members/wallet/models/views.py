"""Two other rooms' tables as operators of wallets see them; nothing is written through them."""

from typing import ClassVar

from django.db import models

from members.accounts.models import Member
from members.ledger.book import Asset, OwnerKind
from members.ledger.models import Entry


class Wallet(Member):
    """A member, seen as who has a wallet."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "余额账户"
        permissions = [("adjust_wallet", "调整会员余额")]

    def __str__(self) -> str:
        return f"{self.nickname}的余额"


class WalletEntryManager(models.Manager["WalletEntry"]):
    def get_queryset(self) -> models.QuerySet["WalletEntry"]:
        """Return the entries in members' wallets, and no others."""
        return super().get_queryset().filter(account__asset=Asset.WALLET, account__owner_kind=OwnerKind.MEMBER)


class WalletEntry(Entry):
    """A ledger entry, seen as a line of a wallet's statement."""

    objects: ClassVar[WalletEntryManager] = WalletEntryManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "余额流水"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"余额流水 {self.pk}"
