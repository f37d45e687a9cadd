"""Reads of payments and refunds, mostly for `orders`."""

from collections.abc import Collection

from mall.payments.models import Channel, Payment, Refund
from mall.payments.states import PaymentState, RefundState


def live_payments(*, order_id: int) -> list[Payment]:
    """Return the attempts of an order at channels whose end is not known, oldest first."""
    return list(Payment.objects.live().at_channels().filter(order_id=order_id).order_by("id"))


def succeeded_payments(*, order_id: int) -> list[Payment]:
    """Return the money that arrived for an order and was not sent back as excess, oldest first."""
    return list(Payment.objects.arrived().filter(order_id=order_id).order_by("id"))


def kept_payments(*, order_id: int) -> list[Payment]:
    """Return the money that an order has taken, oldest first."""
    return list(Payment.objects.kept().filter(order_id=order_id).order_by("id"))


def kept_by_order(order_ids: Collection[int]) -> dict[int, list[Payment]]:
    """Return the money that each of the orders has taken, by order id; one query."""
    found: dict[int, list[Payment]] = {}
    for payment in Payment.objects.kept().filter(order_id__in=order_ids).order_by("id"):
        found.setdefault(payment.order_id, []).append(payment)
    return found


def wallet_part_fen(payment: Payment) -> int:
    """Return what the wallet holds beside a live attempt, or paid beside one that succeeded. In fen."""
    parts = Payment.objects.filter(beside=payment).exclude(state__in=(PaymentState.CLOSED, PaymentState.FAILED))
    return parts.values_list("amount_fen", flat=True).first() or 0


def wallet_fen_of(payment: Payment) -> int:
    """Return what of an attempt the wallet pays: all of it, or the part beside the channel. In fen."""
    return payment.amount_fen if payment.channel == Channel.WALLET else wallet_part_fen(payment)


def deciding_payment(*, order_id: int) -> Payment | None:
    """Return the payment that says how an order stands: the money it has taken, or that arrived, else the newest
    attempt. The wallet's part beside a channel says nothing by itself."""
    attempts = list(Payment.objects.filter(order_id=order_id, beside=None).order_by("-id"))
    kept = (payment for payment in attempts if payment.kept_at)
    arrived = (payment for payment in attempts if payment.state == PaymentState.SUCCEEDED and not payment.excess_kind)
    return next(kept, None) or next(arrived, None) or next(iter(attempts), None)


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
