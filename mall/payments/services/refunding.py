"""Send a refund to its channel and settle it by the answer: same number on retry, a new one when closed (rules 5.6)."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict
from kernel.outbox.services import publish
from mall.payments.facts import RefundFailed
from mall.payments.gateways import ChannelRefused, ChannelUnavailable, gateway_of
from mall.payments.models import PaymentException, Refund
from mall.payments.services.exceptions import report
from mall.payments.services.moving import after, lock_refund, move_refund
from mall.payments.services.reserving import renew
from mall.payments.services.succeeding import succeed
from mall.payments.shapes import RefundCall, RefundResult
from mall.payments.states import RefundState

# So many tries with the same number before a person looks; it goes on being tried.
STUCK_AFTER = 5
# So many numbers closed by the channel before only a person can go on.
ROUNDS = 3

_Kind = PaymentException.Kind


class RefundNotRetriable(Conflict):
    code, title = "refund_not_retriable", "该退款已结束或正在人工处理，不能重试"


def send_refund(*, refund_id: int, at: datetime) -> Refund:
    """Ask the channel for the refund; without an answer the same number is tried again later. Network. Idempotent."""
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.state != RefundState.CREATED or refund.hand_proposed_at:
        return refund
    try:
        result = gateway_of(refund.payment.channel).refund(_call(refund))
    except ChannelUnavailable as error:
        return _try_later(refund_id, Refund.Answer.UNKNOWN, error.code, at)
    except ChannelRefused as refused:
        return _try_later(refund_id, Refund.Answer.REFUSED, refused.code, at)
    return settle_refund(number=refund.number, result=result, at=at)


def _call(refund: Refund) -> RefundCall:
    payment = refund.payment
    return RefundCall(
        number=refund.number,
        payment_number=payment.number,
        amount_fen=refund.amount_fen,
        total_fen=payment.received_fen,
        reason=refund.reason,
    )


def ask_refund(*, refund_id: int, at: datetime) -> Refund:
    """Ask the channel how a refund under way stands and settle by the answer. Network. Idempotent."""
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.state != RefundState.PROCESSING:
        return refund
    gateway = gateway_of(refund.payment.channel)
    try:
        result = gateway.query_refund(refund.number)
        if result.outcome == "missing":
            # Accepted once, yet unknown there: the same number again is the same refund.
            result = gateway.refund(_call(refund))
    except (ChannelUnavailable, ChannelRefused) as error:
        return _try_later(refund_id, Refund.Answer(refund.answer), error.code, at)
    return settle_refund(number=refund.number, result=result, at=at)


def retry_refund(*, refund_id: int, at: datetime) -> Refund:
    """Try a refund at once, for an operator: the same number, or a new one if the channel closed it. Network.

    :raises RefundNotRetriable: it has succeeded, is replaced, or people are settling it by hand.
    """
    with transaction.atomic():
        refund = lock_refund(pk=refund_id)
        is_replaced = Refund.objects.filter(replaces=refund).exists()
        if refund.state == RefundState.SUCCEEDED or is_replaced or refund.hand_proposed_at:
            raise RefundNotRetriable
        if refund.state == RefundState.FAILED:
            refund = renew(refund, at=at)
    if refund.state == RefundState.PROCESSING:
        return ask_refund(refund_id=refund.pk, at=at)
    return send_refund(refund_id=refund.pk, at=at)


@transaction.atomic
def _try_later(refund_id: int, answer: Refund.Answer, code: str, at: datetime) -> Refund:
    refund = lock_refund(pk=refund_id)
    if refund.state not in (RefundState.CREATED, RefundState.PROCESSING):
        return refund
    _put_off(refund, answer, at, error=code)
    if refund.attempts == STUCK_AFTER:
        detail = f"已尝试 {refund.attempts} 次：{code}"
        report(kind=_Kind.REFUND_STUCK, reference=refund.number, detail=detail, refund=refund, at=at)
    return refund


def _put_off(refund: Refund, answer: Refund.Answer, at: datetime, *, error: str = "") -> None:
    refund.next_attempt_at = after(refund.attempts, at)
    refund.attempts = min(refund.attempts + 1, 1000)
    refund.answer, refund.last_error = answer, error[:200]
    refund.save(update_fields=["next_attempt_at", "attempts", "answer", "last_error"])


@transaction.atomic
def settle_refund(*, number: str, result: RefundResult, at: datetime) -> Refund:
    """Take what the channel says about a refund; saying it twice or in another order changes nothing more.

    :raises RefundNotFound: no such number.
    """
    refund = lock_refund(number=number)
    if refund.state in (RefundState.SUCCEEDED, RefundState.FAILED):
        return refund
    if not _is_ours(refund, result):
        detail = f"渠道告知 {result.amount_fen} 分，应为 {refund.amount_fen} 分；商户 {result.mchid or '未告知'}"
        report(kind=_Kind.REFUND_MISMATCH, reference=number, detail=detail, refund=refund, at=at)
        return refund
    if refund.state == RefundState.CREATED:
        move_refund(refund, RefundState.PROCESSING, channel_refund_id=result.channel_refund_id[:64])
    _advance(refund, result, at)
    return refund


def _is_ours(refund: Refund, result: RefundResult) -> bool:
    return result.amount_fen == refund.amount_fen and result.mchid in ("", refund.payment.mchid)


def _advance(refund: Refund, result: RefundResult, at: datetime) -> None:
    if result.outcome == "succeeded":
        succeed(refund, succeeded_at=result.succeeded_at or at, at=at)
    elif result.outcome == "closed":
        _closed(refund, at)
    elif result.outcome == "abnormal":
        _put_off(refund, Refund.Answer.ABNORMAL, at)
        detail = "收款账户异常，请在商户平台处理，或人工退款"
        report(kind=_Kind.REFUND_ABNORMAL, reference=refund.number, detail=detail, refund=refund, at=at)
    else:
        _put_off(refund, Refund.Answer.PROCESSING, at)


def _closed(refund: Refund, at: datetime) -> None:
    """The channel will not pay under this number: a new one, unless too many were closed."""
    move_refund(refund, RefundState.FAILED, answer=Refund.Answer.CLOSED, next_attempt_at=None)
    publish(
        RefundFailed(
            payment_id=refund.payment_id,
            refund_id=refund.pk,
            order_id=refund.payment.order_id,
            order_refund_id=refund.order_refund_id,
        )
    )
    if refund.round < ROUNDS and not refund.hand_proposed_at:
        renew(refund, at=at)
        return
    detail = f"渠道已关闭 {refund.round} 次，请重试或人工退款"
    report(kind=_Kind.REFUND_CLOSED, reference=refund.number, detail=detail, refund=refund, at=at)
