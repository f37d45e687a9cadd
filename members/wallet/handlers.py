"""Reactions to the room's own facts: members are told, after the money has moved."""

from kernel import clock
from members.wallet.facts import GiftCardRedeemed, WalletChanged
from members.wallet.services import telling


def tell_wallet_changed(fact: WalletChanged) -> None:
    telling.tell_wallet_changed(fact=fact, at=clock.now())


def tell_gift_card_redeemed(fact: GiftCardRedeemed) -> None:
    telling.tell_gift_card_redeemed(fact=fact, at=clock.now())
