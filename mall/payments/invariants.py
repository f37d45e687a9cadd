"""What must hold of money (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.payments.facts import PaymentSucceeded
from mall.payments.models import Channel, Notification, Payment, PaymentException, Refund
from mall.payments.states import LIVE, PaymentState, RefundState
from members.ledger.models import Entry
from members.wallet.kinds import RETURN
from members.wallet.models import Spending
from members.wallet.states import SpendingState

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
    """Money that arrived is posted in the ledger, to the fen: at its channel, or out of the wallet."""
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED)
    yield from _unbooked_payments(arrived.at_channels(), key="payment:", bucket="sales", sign=-1)
    wallet = arrived.filter(channel=Channel.WALLET)
    yield from _unbooked_payments(wallet, key="capture:wallet:payment:", bucket="spent", sign=1)


def refunds_are_booked() -> Iterator[str]:
    """Money that went back is posted in the ledger, to the fen: from its channel, or into the wallet."""
    gone = Refund.objects.filter(state=RefundState.SUCCEEDED)
    channels = gone.exclude(payment__channel=Channel.WALLET)
    yield from _unbooked_refunds(channels, key="refund:", bucket="sales", sign=1)
    wallet = gone.filter(payment__channel=Channel.WALLET)
    yield from _unbooked_refunds(wallet, key=f"{RETURN}:refund:", bucket="spent", sign=-1)


def _unbooked_payments(rows: QuerySet[Any], *, key: str, bucket: str, sign: int) -> Iterator[str]:
    for row in _unbooked(rows, key=key, bucket=bucket, amount=sign * F("received_fen")):
        yield f"付款单 {row.number}：实收 {row.received_fen} 分，账上 {sign * row.booked} 分"


def _unbooked_refunds(rows: QuerySet[Any], *, key: str, bucket: str, sign: int) -> Iterator[str]:
    for row in _unbooked(rows, key=key, bucket=bucket, amount=sign * F("amount_fen")):
        yield f"退款单 {row.number}：已退 {row.amount_fen} 分，账上 {sign * row.booked} 分"


def _unbooked(rows: QuerySet[Any], *, key: str, bucket: str, amount: Any) -> Iterator[Any]:
    """Yield rows whose transaction, found by its key, does not carry the amount on the shop's account."""
    entries = Entry.objects.filter(
        transaction__key=Concat(Value(key), OuterRef("number")), account__owner_kind="shop", account__bucket=bucket
    )
    booked = entries.order_by().values("transaction_id").annotate(total=Sum("amount")).values("total")
    unequal = rows.annotate(booked=Coalesce(Subquery(booked), 0)).exclude(booked=amount)
    return unequal.order_by("id").iterator()


_LABELS = dict(SpendingState.choices)


def wallet_payments_hold_their_money() -> Iterator[str]:
    """A wallet payment that waits holds its amount, one that succeeded has spent it, any other holds nothing."""
    expected = Case(
        When(state__in=LIVE, then=Value(SpendingState.HELD.value)),
        When(state=PaymentState.SUCCEEDED, then=Value(SpendingState.CAPTURED.value)),
        default=Value(SpendingState.RELEASED.value),
    )
    spending = Spending.objects.filter(key=Concat(Value("payment:"), OuterRef("number"))).annotate(
        taken=F("principal_fen") + F("bonus_fen")
    )
    payments = Payment.objects.filter(channel=Channel.WALLET).annotate(
        expected=expected,
        wallet=Coalesce(Subquery(spending.values("state")[:1]), Value("")),
        taken=Coalesce(Subquery(spending.values("taken")[:1]), 0),
    )
    agrees = Q(wallet=F("expected"), taken=F("amount_fen"))
    for row in payments.exclude(agrees).order_by("id").iterator():
        state = f"{row.get_state_display()} {row.amount_fen} 分"
        yield f"付款单 {row.number}：{state}，余额中{_LABELS.get(row.wallet, '没有')} {row.taken} 分"


def wallet_parts_go_with_their_channel() -> Iterator[str]:
    """The wallet's part waits as long as its channel is undecided or its order has not heard, and no longer."""
    waiting = Payment.objects.live().filter(channel=Channel.WALLET)
    beside = Q(beside__state__in=LIVE) | Q(beside__state=PaymentState.SUCCEEDED, beside__excess_kind="")
    alone = waiting.exclude(beside & Q(beside__kept_at=None))
    kept_alone = Payment.objects.kept().filter(wallet_part__state__in=LIVE)
    for number in alone.order_by("id").values_list("number", flat=True).iterator():
        yield f"付款单 {number}：余额仍冻结，随同的付款已结束"
    for number in kept_alone.order_by("id").values_list("number", flat=True).iterator():
        yield f"付款单 {number}：订单已收款，余额部分未扣"


def payments_have_their_fact() -> Iterator[str]:
    """Exact money that arrived in the last day has told the order."""
    aggregate = Concat(Value("payment_id:"), Cast(OuterRef("pk"), CharField()))
    told = StoredFact.objects.filter(name=PaymentSucceeded.wire_name(), aggregate=aggregate)
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED, ended_at__gte=clock.now() - FACTS_KEPT)
    # The order takes what the wallet pays in one transaction with it, and need not be told.
    silent = arrived.at_channels().exclude(excess_kind=Payment.Excess.WRONG_AMOUNT).filter(~Exists(told))
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
    ("资金：余额付款与会员余额的冻结、扣款一致", wallet_payments_hold_their_money),
    ("资金：余额部分随渠道付款成败", wallet_parts_go_with_their_channel),
    ("资金：到账必有支付成功事件", payments_have_their_fact),
    ("资金：多收款项必在异常队列", excess_is_shown),
    ("资金：失败的退款必在异常队列", failed_refunds_are_shown),
    ("资金：渠道通知在十分钟内处理", notifications_are_worked_off),
    ("资金：未决的付款与退款按时查询", channels_are_asked),
)
