"""Money that no order can take goes back whole, by itself, and is shown in the exception queue (rules 5.4, 5.6)."""

from datetime import datetime

from django.db import transaction

from kernel import money
from mall.payments.models import Payment, Refund
from mall.payments.services.exceptions import report
from mall.payments.services.moving import IllegalPaymentMove, lock_payment
from mall.payments.services.reserving import make_refund
from mall.payments.services.wallet import release_part
from mall.payments.states import PaymentState

REASONS = {
    Payment.Excess.LATE: "订单已取消，退回付款",
    Payment.Excess.DOUBLE: "重复付款，退回",
    Payment.Excess.WRONG_AMOUNT: "付款金额不符，退回",
}


@transaction.atomic
def return_excess(*, payment_id: int, kind: str, at: datetime) -> Payment:
    """Give back the whole of a payment, touching no order line: `late`, `double` or `wrong_amount`. Idempotent.

    :raises IllegalPaymentMove: no money has arrived.
    """
    payment = lock_payment(pk=payment_id)
    if payment.excess_kind:
        return payment
    if payment.state != PaymentState.SUCCEEDED:
        raise IllegalPaymentMove
    return_all(payment, kind=Payment.Excess(kind), at=at)
    return payment


def return_all(payment: Payment, *, kind: Payment.Excess, at: datetime) -> None:
    """Do the same for a payment that is locked already."""
    rest = payment.refundable_fen
    release_part(payment, at=at)
    payment.excess_kind = kind
    payment.refunded_fen = payment.received_fen
    payment.save(update_fields=["excess_kind", "refunded_fen"])
    detail = f"订单 {payment.order_number} 收到 {money.display(payment.received_fen)}，{kind.label}，自动原路退回"
    report(kind=kind.value, reference=payment.number, detail=detail, payment=payment, at=at)
    if rest:
        make_refund(payment, kind=Refund.Kind.EXCESS, amount_fen=rest, reason=REASONS[kind], at=at)
