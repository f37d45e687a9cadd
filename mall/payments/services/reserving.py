"""Promise money back: the sum of refunds never exceeds what arrived (rules 5.6)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from kernel import clock
from kernel.errors import Conflict
from kernel.numbers import new_number
from kernel.outbox.services import publish
from mall.payments.facts import RefundCreated
from mall.payments.models import Channel, Payment, Refund
from mall.payments.services.moving import lock_payment


class RefundExceedsPayment(Conflict):
    code, title = "refund_exceeds_payment", "退款合计超过实收金额"


@transaction.atomic
def create_refund(*, payment_id: int, amount_fen: int, reason: str, order_refund_id: int, at: datetime) -> Refund:
    """Promise part of a payment back for an order's refund, in the caller's transaction; it is sent after (rules 5.2).

    :raises RefundExceedsPayment: not that much is left of the payment.
    """
    payment = lock_payment(pk=payment_id)
    enough = Payment.objects.arrived().filter(pk=payment_id, received_fen__gte=F("refunded_fen") + amount_fen)
    if amount_fen < 1 or not enough.update(refunded_fen=F("refunded_fen") + amount_fen):
        raise RefundExceedsPayment
    payment.refunded_fen += amount_fen
    return make_refund(
        payment,
        kind=Refund.Kind.ORDER,
        amount_fen=amount_fen,
        reason=reason,
        order_refund_id=order_refund_id,
        at=at,
    )


def make_refund(
    payment: Payment,
    *,
    kind: Refund.Kind,
    amount_fen: int,
    reason: str,
    at: datetime,
    order_refund_id: int | None = None,
) -> Refund:
    """Write the refund of an amount that is reserved already, and have it sent; the wallet needs no channel."""
    is_sent = payment.channel != Channel.WALLET
    refund = Refund.objects.create(
        number=new_number(clock.date_of(at)),
        payment=payment,
        kind=kind,
        order_refund_id=order_refund_id,
        amount_fen=amount_fen,
        reason=reason[:80],
        created_at=at,
        next_attempt_at=at if is_sent else None,
    )
    if is_sent:
        publish(RefundCreated(payment_id=payment.pk, refund_id=refund.pk))
    return refund


def renew(old: Refund, *, at: datetime) -> Refund:
    """Put a new number in the place of a refund that the channel closed; the reserved amount passes over to it."""
    refund = Refund.objects.create(
        number=new_number(clock.date_of(at)),
        payment=old.payment,
        kind=old.kind,
        order_refund_id=old.order_refund_id,
        amount_fen=old.amount_fen,
        reason=old.reason,
        replaces=old,
        round=old.round + 1,
        created_at=at,
        next_attempt_at=at,
    )
    publish(RefundCreated(payment_id=old.payment_id, refund_id=refund.pk))
    return refund
