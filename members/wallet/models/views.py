"""Two other rooms' tables as operators of wallets see them; nothing is written through them."""

from members.accounts.models import Member
from members.ledger.models import Entry


class Wallet(Member):
    """A member, seen as who has a wallet."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "余额账户"
        permissions = [("adjust_wallet", "调整会员余额")]

    def __str__(self) -> str:
        return f"{self.nickname}的余额"


class WalletEntry(Entry):
    """A ledger entry, seen as a line of a wallet's statement."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "余额流水"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"余额流水 {self.pk}"
