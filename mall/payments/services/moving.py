"""Locks and moves: by the tables of `states`, under the row's lock (rules 4.1, 4.4: payment before refund)."""

from datetime import datetime, timedelta
from typing import Any

from kernel.errors import Conflict, NotFound
from mall.payments.models import Payment, Refund
from mall.payments.states import PAYMENT_TRANSITIONS, REFUND_TRANSITIONS, PaymentState, RefundState

# Seconds until the channel is asked again; the last one repeats.
BACK_OFF = (30, 60, 120, 300, 600, 1800)


class PaymentNotFound(NotFound):
    code, title = "payment_not_found", "没有这笔付款"


class RefundNotFound(NotFound):
    code, title = "refund_not_found", "没有这笔退款"


class IllegalPaymentMove(Conflict):
    code, title = "illegal_payment_move", "付款或退款的当前状态不允许此操作"


def lock_payment(**lookup: Any) -> Payment:
    """Return a payment locked until the transaction ends.

    :raises PaymentNotFound:
    """
    payment = Payment.objects.locked().filter(**lookup).first()
    if payment is None:
        raise PaymentNotFound
    return payment


def lock_refund(**lookup: Any) -> Refund:
    """Return a refund locked after its payment.

    :raises RefundNotFound:
    """
    known = Refund.objects.filter(**lookup).only("pk", "payment_id").first()
    if known is None:
        raise RefundNotFound
    payment = lock_payment(pk=known.payment_id)
    refund = Refund.objects.locked().get(pk=known.pk)
    refund.payment = payment
    return refund


def move_payment(payment: Payment, to: PaymentState, **fields: Any) -> None:
    """Move a locked payment and write the fields that come with it.

    :raises IllegalPaymentMove: the table has no such move.
    """
    if to not in PAYMENT_TRANSITIONS[PaymentState(payment.state)]:
        raise IllegalPaymentMove
    _write(payment, {"state": to, **fields})


def move_refund(refund: Refund, to: RefundState, **fields: Any) -> None:
    """Move a locked refund and write the fields that come with it.

    :raises IllegalPaymentMove: the table has no such move.
    """
    if to not in REFUND_TRANSITIONS[RefundState(refund.state)]:
        raise IllegalPaymentMove
    _write(refund, {"state": to, **fields})


def _write(row: Payment | Refund, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def after(tries: int, at: datetime) -> datetime:
    """Return when to try again after that many tries."""
    return at + timedelta(seconds=BACK_OFF[min(tries, len(BACK_OFF) - 1)])
