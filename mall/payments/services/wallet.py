"""The wallet as a way to pay: a whole order, or the part beside a channel (rules 5.5). No network, nothing to wait for.

The part is held when the attempt is opened. It is captured in the transaction in which the order takes the money, and
let go with the attempt.
"""

from datetime import datetime

from django.db import transaction

from kernel import clock
from kernel.numbers import new_number
from mall.payments.models import Channel, Payment, Refund
from mall.payments.services.moving import lock_refund, move_payment, move_refund
from mall.payments.services.succeeding import succeed
from mall.payments.shapes import PayableOrder
from mall.payments.states import PaymentState, RefundState
from members.wallet.services import capture_wallet, hold_wallet, release_wallet, return_to_wallet


def open_wallet_payment(
    *, order: PayableOrder, amount_fen: int, at: datetime, beside: Payment | None = None
) -> Payment:
    """Record that the wallet pays an amount of an order, in the transaction that holds the order's lock."""
    return Payment.objects.create(
        number=new_number(clock.date_of(at)),
        order_id=order.order_id,
        order_number=order.number,
        member_id=order.member_id,
        channel=Channel.WALLET,
        description=order.description[:127],
        amount_fen=amount_fen,
        state=PaymentState.PENDING,
        beside=beside,
        created_at=at,
        expires_at=order.expires_at,
    )


def hold_for(payment: Payment, *, at: datetime) -> None:
    """Hold what a wallet payment is to take.

    :raises members.wallet.services.NotEnoughWallet:
    """
    hold_wallet(
        member_id=payment.member_id,
        amount_fen=payment.amount_fen,
        key=wallet_key(payment),
        reference=payment.order_number,
        at=at,
    )


def capture(payment: Payment, *, at: datetime) -> None:
    """Take what a locked wallet payment holds; what has not been held yet is held and taken at once.

    :raises members.wallet.services.NotEnoughWallet:
    """
    if payment.beside_id is None:
        hold_for(payment, at=at)
    capture_wallet(key=wallet_key(payment), reference=payment.order_number, at=at)
    move_payment(
        payment,
        PaymentState.SUCCEEDED,
        received_fen=payment.amount_fen,
        transaction_id=payment.number,
        succeeded_at=at,
        ended_at=at,
        kept_at=at,
    )


def release_part(payment: Payment, *, at: datetime) -> None:
    """Let go of the wallet part beside a locked attempt, if it still waits."""
    part = Payment.objects.live().locked().filter(beside=payment).first()
    if part is not None:
        move_payment(part, PaymentState.CLOSED, ended_at=at)
        release_wallet(key=wallet_key(part), at=at)


@transaction.atomic
def pay_wallet_back(*, order_refund_id: int, at: datetime) -> None:
    """Give back the wallet's part of an order's refund at once.

    Apart from promising it, because ledger accounts are locked after stock and points (rules 4.4).
    """
    waiting = Refund.objects.filter(
        order_refund_id=order_refund_id, payment__channel=Channel.WALLET, state=RefundState.CREATED
    )
    for refund_id in list(waiting.order_by("id").values_list("id", flat=True)):
        refund = lock_refund(pk=refund_id)
        return_to_wallet(
            key=wallet_key(refund.payment),
            amount_fen=refund.amount_fen,
            refund_key=f"refund:{refund.number}",
            reference=refund.payment.order_number,
            at=at,
        )
        move_refund(refund, RefundState.PROCESSING)
        succeed(refund, succeeded_at=at, at=at)


def wallet_key(payment: Payment) -> str:
    """Return under which key the wallet holds, spends and gives back for a payment."""
    return f"payment:{payment.number}"
