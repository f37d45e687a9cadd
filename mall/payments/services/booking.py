"""Money events in the ledger: what a channel holds for the shop, against what was sold (rules 9).

What the wallet pays and gets back is posted by `members.wallet`, under the number of the payment or refund.
"""

from datetime import datetime

from mall.payments.models import Channel, Payment, Refund
from members.ledger.services import SHOP, AccountRef, EntryIn, post

CASH, SALES, OFFLINE = "cash", "sales", "offline"


def book_payment(payment: Payment, *, at: datetime) -> None:
    """Post money that arrived; once per payment."""
    _post(f"payment:{payment.number}", payment, payment.channel, payment.received_fen, at)


def book_refund(refund: Refund, *, at: datetime) -> None:
    """Post money that went back; once per refund. By hand it left another account of the shop, not the channel."""
    if refund.payment.channel == Channel.WALLET:
        return
    account = OFFLINE if refund.hand_approved_by_id else refund.payment.channel
    _post(f"refund:{refund.number}", refund.payment, account, -refund.amount_fen, at)


def _post(key: str, payment: Payment, account: str, amount_fen: int, at: datetime) -> None:
    post(
        kind=f"mall.payments.{key.partition(':')[0]}",
        key=key,
        reference=payment.order_number,
        at=at,
        entries=[
            EntryIn(account=AccountRef(SHOP, CASH, account), amount=amount_fen),
            EntryIn(account=AccountRef(SHOP, CASH, SALES), amount=-amount_fen),
        ],
    )
