"""Settle a payment by what its channel says: by notification, by query, by closing (rules 5.1-5.4). All idempotent."""

import logging
from datetime import datetime
from typing import Literal

from django.db import transaction

from kernel.outbox.services import publish
from mall.payments.facts import PaymentSucceeded
from mall.payments.gateways import ChannelRefused, ChannelUnavailable, gateway_of
from mall.payments.models import Channel, Payment, PaymentException
from mall.payments.services.booking import book_payment
from mall.payments.services.exceptions import report
from mall.payments.services.excess import return_all
from mall.payments.services.moving import PaymentNotFound, after, lock_payment, move_payment
from mall.payments.services.wallet import release_part
from mall.payments.shapes import ChannelResult, Merchant
from mall.payments.states import PaymentState

log = logging.getLogger(__name__)
CURRENCY = "CNY"


@transaction.atomic
def settle(*, number: str, evidence: ChannelResult, at: datetime) -> Payment:
    """Take what the channel says about a payment; saying it twice, late or in another order changes nothing more.

    Money that is not the exact amount goes back by itself; evidence of another app, merchant or currency is not taken.

    :raises PaymentNotFound: no such number.
    """
    payment = lock_payment(number=number)
    if evidence.outcome == "paid":
        _take(payment, evidence, at)
    elif payment.is_live and evidence.outcome == "closed":
        move_payment(payment, PaymentState.CLOSED, ended_at=at, next_ask_at=None)
        release_part(payment, at=at)
    elif payment.is_live:
        _ask_later(payment, at)
    return payment


def _take(payment: Payment, evidence: ChannelResult, at: datetime) -> None:
    if payment.state == PaymentState.SUCCEEDED:
        if evidence.transaction_id != payment.transaction_id:
            detail = f"{payment.transaction_id}，又收到 {evidence.transaction_id}"
            report(kind=_Kind.SECOND_TRANSACTION, reference=payment.number, detail=detail, payment=payment, at=at)
        return
    if not _is_ours(payment, evidence):
        detail = f"通知的商户或币种与付款单不符：{evidence.merchant} {evidence.currency}"
        report(kind=_Kind.FOREIGN, reference=payment.number, detail=detail, payment=payment, at=at)
        log.error("payment %s: evidence of another merchant, app or currency", payment.number)
        return
    if payment.state == PaymentState.CREATED:
        # The answer to the prepay call was lost, its effect was not.
        move_payment(payment, PaymentState.PENDING)
    move_payment(
        payment,
        PaymentState.SUCCEEDED,
        received_fen=evidence.amount_fen,
        transaction_id=evidence.transaction_id,
        succeeded_at=evidence.paid_at or at,
        ended_at=at,
        next_ask_at=None,
        last_error="",
    )
    book_payment(payment, at=at)
    if payment.received_fen != payment.amount_fen:
        return_all(payment, kind=Payment.Excess.WRONG_AMOUNT, at=at)
        return
    publish(PaymentSucceeded(payment_id=payment.pk, order_id=payment.order_id, amount_fen=payment.received_fen))


_Kind = PaymentException.Kind


def _is_ours(payment: Payment, evidence: ChannelResult) -> bool:
    return (
        evidence.merchant == Merchant(appid=payment.appid, mchid=payment.mchid)
        and evidence.currency == CURRENCY
        and bool(evidence.transaction_id)
        and evidence.amount_fen > 0
    )


def _ask_later(payment: Payment, at: datetime, *, error: str = "") -> None:
    payment.next_ask_at = after(payment.asks, at)
    payment.asks = min(payment.asks + 1, 1000)
    payment.last_error = error
    payment.save(update_fields=["next_ask_at", "asks", "last_error"])


def ask_channel(*, number: str, at: datetime) -> Payment:
    """Ask the channel about an undecided payment and settle by the answer; without one it stays as it is. Network.

    :raises PaymentNotFound: no such number.
    """
    payment = Payment.objects.filter(number=number).first()
    if payment is None:
        raise PaymentNotFound
    if not payment.is_live or payment.channel == Channel.WALLET:
        return payment
    try:
        evidence = gateway_of(payment.channel).query(number)
    except (ChannelUnavailable, ChannelRefused) as error:
        return _undecided(payment, error.code, at)
    return settle(number=number, evidence=evidence, at=at)


@transaction.atomic
def _undecided(known: Payment, code: str, at: datetime) -> Payment:
    payment = lock_payment(pk=known.pk)
    if payment.is_live:
        _ask_later(payment, at, error=code[:200])
    return payment


def close_payment(*, payment_id: int, at: datetime) -> Literal["closed", "paid", "unknown"]:
    """Close a payment at its channel: `paid` if the money was faster, `unknown` without an answer. Network.

    It is closed first and asked where that is refused: only the channel's word lets the order give things back
    (protocols 4.6).
    """
    payment = Payment.objects.get(pk=payment_id)
    if payment.is_live:
        payment = _close_at_channel(payment, at)
    if payment.is_live:
        return "unknown"
    return "paid" if payment.state == PaymentState.SUCCEEDED else "closed"


def _close_at_channel(payment: Payment, at: datetime) -> Payment:
    gateway = gateway_of(payment.channel)
    try:
        if gateway.close(payment.number):
            evidence = ChannelResult(number=payment.number, outcome="closed")
        else:
            evidence = gateway.query(payment.number)
    except (ChannelUnavailable, ChannelRefused) as error:
        return _undecided(payment, error.code, at)
    if evidence.outcome == "missing":
        # The channel never got it; should the lost call still arrive there, its money comes back as late (rules 5.4).
        evidence = ChannelResult(number=payment.number, outcome="closed")
    return settle(number=payment.number, evidence=evidence, at=at)
