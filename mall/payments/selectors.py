"""Reads of payments and refunds, mostly for `orders`."""

from django.db.models import F

from mall.payments.models import Payment, Refund
from mall.payments.states import RefundState


def live_payments(*, order_id: int) -> list[Payment]:
    """Return the attempts of an order whose end is not known, oldest first."""
    return list(Payment.objects.live().filter(order_id=order_id).order_by("id"))


def succeeded_payments(*, order_id: int) -> list[Payment]:
    """Return the money that arrived for an order and was not sent back as excess, oldest first."""
    return list(Payment.objects.kept().filter(order_id=order_id).order_by("id"))


def refundable_payments(*, order_id: int) -> list[Payment]:
    """Return the payments of an order of which something is left to give back, oldest first."""
    kept = Payment.objects.kept().filter(order_id=order_id, received_fen__gt=F("refunded_fen"))
    return list(kept.order_by("id"))


def unfinished_refunds(*, order_refund_id: int) -> list[Refund]:
    """Return the parts of an order's refund that have not reached the payer; a replaced number does not count."""
    parts = Refund.objects.current().filter(order_refund_id=order_refund_id)
    return list(parts.exclude(state=RefundState.SUCCEEDED).order_by("id"))


def refunds_of_order(*, order_id: int) -> list[Refund]:
    """Return all refunds of an order's payments with their payments, newest first."""
    return list(Refund.objects.filter(payment__order_id=order_id).select_related("payment").order_by("-id"))


def payments_of_order(*, order_id: int) -> list[Payment]:
    """Return all attempts of an order, newest first."""
    return list(Payment.objects.filter(order_id=order_id).order_by("-id"))
