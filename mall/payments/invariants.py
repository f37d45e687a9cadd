"""What must hold of money (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.payments.facts import PaymentSucceeded
from mall.payments.models import Notification, Payment, PaymentException, Refund
from mall.payments.states import PaymentState, RefundState
from members.ledger.models import Entry

WORKED_OFF_WITHIN = timedelta(minutes=10)
# Delivered facts are deleted some days later; this is how far back they are surely kept.
FACTS_KEPT = timedelta(hours=24)


def refunds_are_within_payments() -> Iterator[str]:
    """What a payment says is promised back is the sum of its refunds, and no more than what arrived."""
    promised = Coalesce(Sum("refunds__amount_fen", filter=Q(refunds__successor=None)), 0)
    broken = Payment.objects.annotate(promised=promised).exclude(
        Q(refunded_fen=F("promised")) & Q(refunded_fen__lte=F("received_fen"))
    )
    for row in broken.order_by("id").iterator():
        yield f"付款单 {row.number}：实收 {row.received_fen}，记退 {row.refunded_fen}，退款单之和 {row.promised}"


def payments_are_booked() -> Iterator[str]:
    """Money that arrived is posted in the ledger, to the fen."""
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED)
    for row in _unbooked(arrived, key="payment:", amount=-F("received_fen")):
        yield f"付款单 {row.number}：实收 {row.received_fen} 分，账上 {-row.booked} 分"


def refunds_are_booked() -> Iterator[str]:
    """Money that went back is posted in the ledger, to the fen."""
    gone = Refund.objects.filter(state=RefundState.SUCCEEDED)
    for row in _unbooked(gone, key="refund:", amount=F("amount_fen")):
        yield f"退款单 {row.number}：已退 {row.amount_fen} 分，账上 {row.booked} 分"


def _unbooked(rows: QuerySet[Any], *, key: str, amount: Any) -> Iterator[Any]:
    """Yield rows whose transaction, found by its key, does not carry the amount on the account of sales."""
    entries = Entry.objects.filter(transaction__key=Concat(Value(key), OuterRef("number")), account__bucket="sales")
    booked = entries.order_by().values("transaction_id").annotate(total=Sum("amount")).values("total")
    unequal = rows.annotate(booked=Coalesce(Subquery(booked), 0)).exclude(booked=amount)
    return unequal.order_by("id").iterator()


def payments_have_their_fact() -> Iterator[str]:
    """Exact money that arrived in the last day has told the order."""
    aggregate = Concat(Value("payment_id:"), Cast(OuterRef("pk"), CharField()))
    told = StoredFact.objects.filter(name=PaymentSucceeded.wire_name(), aggregate=aggregate)
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED, ended_at__gte=clock.now() - FACTS_KEPT)
    silent = arrived.exclude(excess_kind=Payment.Excess.WRONG_AMOUNT).filter(~Exists(told))
    for row in silent.order_by("id").iterator():
        yield f"付款单 {row.number}：已到账，却没有支付成功事件"


def excess_is_shown() -> Iterator[str]:
    """Money that goes back by itself stands in the exception queue."""
    shown = PaymentException.objects.filter(payment=OuterRef("pk"), kind=OuterRef("excess_kind"))
    hidden = Payment.objects.exclude(excess_kind="").filter(~Exists(shown))
    for row in hidden.order_by("id").iterator():
        yield f"付款单 {row.number}：{row.get_excess_kind_display()}，异常队列中没有"


def failed_refunds_are_shown() -> Iterator[str]:
    """A refund that nothing will send any more waits for a person, in the open."""
    shown = PaymentException.objects.filter(refund=OuterRef("pk"), state=PaymentException.State.OPEN)
    hidden = Refund.objects.current().filter(state=RefundState.FAILED).filter(~Exists(shown))
    for row in hidden.order_by("id").iterator():
        yield f"退款单 {row.number}：渠道已关闭，无人处理"


def notifications_are_worked_off() -> Iterator[str]:
    """No verified notification waits for more than ten minutes."""
    late = clock.now() - WORKED_OFF_WITHIN
    waiting = Notification.objects.filter(state=Notification.State.WAITING, received_at__lte=late)
    for row in waiting.order_by("id").iterator():
        yield f"渠道通知 {row.event_id}：{row.received_at:%Y-%m-%d %H:%M} 收到，至今未处理"


def channels_are_asked() -> Iterator[str]:
    """Nothing undecided is ten minutes overdue to be asked or sent."""
    late = clock.now() - WORKED_OFF_WITHIN
    for payment in Payment.objects.live().filter(next_ask_at__lte=late).order_by("id").iterator():
        yield f"付款单 {payment.number}：逾期未向渠道查询"
    open_refunds = Refund.objects.automatic().filter(state__in=[RefundState.CREATED, RefundState.PROCESSING])
    for refund in open_refunds.filter(next_attempt_at__lte=late).order_by("id").iterator():
        yield f"退款单 {refund.number}：逾期未向渠道发起或查询"


CHECKS = (
    ("资金：退款合计等于记退金额且不超过实收", refunds_are_within_payments),
    ("资金：到账金额逐笔入账", payments_are_booked),
    ("资金：退款金额逐笔入账", refunds_are_booked),
    ("资金：到账必有支付成功事件", payments_have_their_fact),
    ("资金：多收款项必在异常队列", excess_is_shown),
    ("资金：失败的退款必在异常队列", failed_refunds_are_shown),
    ("资金：渠道通知在十分钟内处理", notifications_are_worked_off),
    ("资金：未决的付款与退款按时查询", channels_are_asked),
)
