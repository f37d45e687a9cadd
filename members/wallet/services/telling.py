"""Tell members what happened to their wallet."""

from datetime import datetime

from kernel import money
from kernel.clock import SHANGHAI
from members.accounts.selectors import surviving_id
from members.ledger.models import Transaction
from members.messages.services import send
from members.wallet.facts import GiftCardRedeemed, WalletChanged
from members.wallet.kinds import GIFT_CARD, label_of
from members.wallet.models import GiftCard
from members.wallet.notices import GIFT_CARD_REDEEMED, WALLET_CHANGED
from members.wallet.selectors import wallet_of


def tell_wallet_changed(*, fact: WalletChanged, at: datetime) -> None:
    """Tell who the member is today that the balance has changed; a gift card has a message of its own."""
    amount_fen = fact.principal_fen + fact.bonus_fen
    if fact.kind == GIFT_CARD or not amount_fen:
        return
    posted = Transaction.objects.get(pk=fact.transaction_id)
    member_id = surviving_id(fact.member_id)
    values = {
        "reason": label_of(fact.kind),
        "amount": f"{'+' if amount_fen > 0 else ''}{money.display(amount_fen)}",
        **_as_of(member_id, posted.at),
    }
    send(kind=WALLET_CHANGED, member_id=member_id, key=f"{posted.pk}:{fact.member_id}", values=values, at=at)


def tell_gift_card_redeemed(*, fact: GiftCardRedeemed, at: datetime) -> None:
    """Tell who the member is today that a gift card is in the wallet."""
    card = GiftCard.objects.get(pk=fact.card_id)
    member_id = surviving_id(fact.member_id)
    assert card.redeemed_at is not None, "the fact is told with the redemption"
    values = {"amount": money.display(fact.face_fen), **_as_of(member_id, card.redeemed_at)}
    send(kind=GIFT_CARD_REDEEMED, member_id=member_id, key=str(card.pk), values=values, at=at)


def _as_of(member_id: int, moment: datetime) -> dict[str, str]:
    return {
        "balance": money.display(wallet_of(member_id).spendable_fen),
        "at": moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
    }
