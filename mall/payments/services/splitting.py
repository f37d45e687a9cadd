"""A refund of an order splits over the payments that make up what was paid: cumulative, exact (rules 5.6)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kernel import money
from mall.payments.models import Channel, Payment, Refund
from mall.payments.services.reserving import RefundExceedsPayment, create_refund


@transaction.atomic
def create_refunds(*, order_id: int, amount_fen: int, reason: str, order_refund_id: int, at: datetime) -> list[Refund]:
    """Promise an amount back over the payments an order keeps, each its share of all that has gone back so far.

    :raises RefundExceedsPayment: not that much is left of them.
    """
    kept = Payment.objects.locked().kept().filter(order_id=order_id)
    payments = sorted(kept, key=lambda payment: (payment.channel != Channel.WALLET, payment.pk))
    if amount_fen > sum(payment.refundable_fen for payment in payments):
        raise RefundExceedsPayment
    return [
        create_refund(payment_id=payment.pk, amount_fen=part, reason=reason, order_refund_id=order_refund_id, at=at)
        for payment, part in zip(payments, parts_of(payments, amount_fen), strict=True)
        if part
    ]


def parts_of(payments: Sequence[Payment], amount_fen: int) -> list[int]:
    """Return what each payment gives: the first its share by what all have received, the others share the rest alike.

    After every refund each has given the same share of what it received, to the fen; after the last all of it.
    """
    parts = []
    for place, payment in enumerate(payments):
        received = sum(each.received_fen for each in payments[place:])
        returned = sum(each.refunded_fen for each in payments[place:])
        part = money.part_of(payment.received_fen, received, returned, amount_fen)
        parts.append(part)
        amount_fen -= part
    return parts
