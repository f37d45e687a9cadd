"""What happened to wallets."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class WalletChanged(Fact):
    """The book has a new posting in a member's wallet; amounts in fen are signed. `kind` is the posting's."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "余额变动"
    member_id: int
    transaction_id: int
    kind: str
    principal_fen: int
    bonus_fen: int


@dataclass(frozen=True, kw_only=True)
class GiftCardRedeemed(Fact):
    """A gift card's value is in a member's wallet."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "礼品卡已兑换"
    member_id: int
    card_id: int
    face_fen: int
