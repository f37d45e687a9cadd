"""Attempts to pay, money that goes back, what channels told us, and what an operator must look at (rules 5)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mall.payments.states import LIVE, PaymentState, RefundState
from members.accounts.models import Member


class Channel(models.TextChoices):
    WECHAT = "wechat", "微信支付"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def live(self) -> Self:
        """Keep attempts whose end is not known."""
        return self.filter(state__in=LIVE)

    def kept(self) -> Self:
        """Keep money that arrived and was not sent back as excess."""
        return self.filter(state=PaymentState.SUCCEEDED, excess_kind="")

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("id")


class Payment(models.Model):
    """One attempt at one channel, with its own number. Amounts in fen."""

    State = PaymentState

    class Excess(models.TextChoices):
        LATE = "late", "取消后到账"
        DOUBLE = "double", "重复付款"
        WRONG_AMOUNT = "wrong_amount", "金额不符"

    number = models.CharField("付款单号", max_length=20, unique=True)
    order_id = models.PositiveBigIntegerField("订单编号")
    order_number = models.CharField("订单号", max_length=20)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员")
    channel = models.CharField("渠道", max_length=10, choices=Channel)
    appid = models.CharField("应用", max_length=32)
    mchid = models.CharField("商户号", max_length=32)
    openid = models.CharField("付款人标识", max_length=128)
    description = models.CharField("说明", max_length=127)
    amount_fen = models.PositiveBigIntegerField("应收（分）")
    received_fen = models.PositiveBigIntegerField("实收（分）", default=0)
    # What has been promised back, sent or not: the sum of all refunds that no other refund replaces.
    refunded_fen = models.PositiveBigIntegerField("退款（分）", default=0)
    state = models.CharField("状态", max_length=10, choices=PaymentState, default=PaymentState.CREATED)
    excess_kind = models.CharField("多收原因", max_length=16, choices=Excess, blank=True)
    prepay_id = models.CharField("预支付标识", max_length=64, blank=True)
    prepaid_at = models.DateTimeField("预支付时间", null=True)
    transaction_id = models.CharField("渠道交易号", max_length=64, blank=True)
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("付款截止")
    succeeded_at = models.DateTimeField("到账时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    next_ask_at = models.DateTimeField("下次查询", null=True)
    asks = models.PositiveSmallIntegerField("查询次数", default=0)
    last_error = models.CharField("最近错误", max_length=200, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "付款单"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="payment_amount_positive"),
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="payment_state_known"),
            models.CheckConstraint(
                condition=Q(refunded_fen__lte=F("received_fen")), name="payment_refunds_within_received"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="succeeded", received_fen__gte=1, succeeded_at__isnull=False) & ~Q(transaction_id="")
                )
                | (~Q(state="succeeded") & Q(received_fen=0, succeeded_at=None, transaction_id="")),
                name="payment_succeeded_is_whole",
            ),
            # Excess money goes back whole, or not at all.
            models.CheckConstraint(
                condition=Q(excess_kind="") | Q(refunded_fen=F("received_fen")), name="payment_excess_goes_back_whole"
            ),
            models.UniqueConstraint(
                fields=["order_id", "channel"], condition=Q(state__in=LIVE), name="payment_one_live_attempt"
            ),
            models.UniqueConstraint(
                fields=["channel", "transaction_id"], condition=~Q(transaction_id=""), name="payment_transaction_once"
            ),
        ]
        indexes = [
            models.Index(fields=["order_id", "id"], name="payment_of_order"),
            models.Index(fields=["next_ask_at"], condition=Q(state__in=LIVE), name="payment_to_ask"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def refundable_fen(self) -> int:
        return self.received_fen - self.refunded_fen


class RefundQuerySet(models.QuerySet["Refund"]):
    def current(self) -> Self:
        """Leave out those that a new number has replaced."""
        return self.filter(successor=None)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("id")

    def automatic(self) -> Self:
        """Leave out those that people are settling by hand."""
        return self.filter(hand_proposed_at=None)


class Refund(models.Model):
    """Money that goes back for one payment, under its own number. Amounts in fen."""

    State = RefundState

    class Kind(models.TextChoices):
        ORDER = "order", "订单退款"
        EXCESS = "excess", "多收退回"

    class Answer(models.TextChoices):
        NONE = "", "—"
        UNKNOWN = "unknown", "无答复"
        REFUSED = "refused", "拒绝"
        PROCESSING = "processing", "处理中"
        ABNORMAL = "abnormal", "收款账户异常"
        CLOSED = "closed", "已关闭"
        SUCCEEDED = "succeeded", "成功"

    number = models.CharField("退款单号", max_length=20, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds", verbose_name="付款单")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    order_refund_id = models.PositiveBigIntegerField("订单退款编号", null=True)
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    reason = models.CharField("原因", max_length=80)
    state = models.CharField("状态", max_length=10, choices=RefundState, default=RefundState.CREATED)
    answer = models.CharField("渠道答复", max_length=10, choices=Answer, blank=True, default="")
    channel_refund_id = models.CharField("渠道退款号", max_length=64, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="successor", verbose_name="接替"
    )
    round = models.PositiveSmallIntegerField("第几次", default=1)
    created_at = models.DateTimeField("创建时间")
    succeeded_at = models.DateTimeField("到账时间", null=True)
    next_attempt_at = models.DateTimeField("下次处理", null=True)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    last_error = models.CharField("最近错误", max_length=200, blank=True)
    hand_note = models.CharField("人工退款说明", max_length=200, blank=True)
    hand_proposed_at = models.DateTimeField("人工提出时间", null=True)
    hand_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    hand_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "退款单"
        ordering = ["-id"]
        permissions = [("retry_refund", "重试退款"), ("settle_refund", "人工处理退款")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="refund_amount_positive"),
            models.CheckConstraint(condition=Q(state__in=RefundState.values), name="refund_state_known"),
            models.CheckConstraint(
                condition=Q(state="succeeded", succeeded_at__isnull=False)
                | (~Q(state="succeeded") & Q(succeeded_at=None)),
                name="refund_succeeded_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(kind="order", order_refund_id__isnull=False) | Q(kind="excess", order_refund_id=None),
                name="refund_excess_touches_no_order",
            ),
            models.CheckConstraint(
                condition=Q(hand_proposed_at=None, hand_proposed_by=None, hand_note="")
                | (Q(hand_proposed_at__isnull=False, hand_proposed_by__isnull=False) & ~Q(hand_note="")),
                name="refund_by_hand_has_a_note",
            ),
            models.CheckConstraint(
                condition=Q(hand_approved_by=None)
                | (Q(hand_proposed_by__isnull=False) & ~Q(hand_approved_by=F("hand_proposed_by"))),
                name="refund_by_hand_takes_two",
            ),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(kind="excess", replaces=None), name="refund_excess_once"
            ),
        ]
        indexes = [
            models.Index(fields=["order_refund_id"], name="refund_of_order_refund"),
            models.Index(
                fields=["next_attempt_at"], condition=Q(state__in=["created", "processing"]), name="refund_to_work_on"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Notification(models.Model):
    """A verified message of a channel, kept once by its id; the work happens after the answer (rules 5.3)."""

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        DONE = "done", "已处理"
        REFUSED = "refused", "未采用"

    channel = models.CharField("渠道", max_length=10, choices=Channel)
    event_id = models.CharField("通知编号", max_length=64)
    event_type = models.CharField("类型", max_length=40)
    # Only what we act on: number, outcome, amount, merchant. No openid.
    content = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    received_at = models.DateTimeField("收到时间")
    done_at = models.DateTimeField("处理时间", null=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "渠道通知"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "event_id"], name="notification_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at=None) | (~Q(state="waiting") & Q(done_at__isnull=False)),
                name="notification_done_is_dated",
            ),
        ]
        indexes = [models.Index(fields=["received_at"], condition=Q(state="waiting"), name="notification_waiting")]

    def __str__(self) -> str:
        return f"{self.event_type} {self.event_id}"


class PaymentException(models.Model):
    """Something about money that a person must look at; nothing is swallowed (rules 5.4)."""

    class Kind(models.TextChoices):
        LATE = "late", "取消后到账"
        DOUBLE = "double", "重复付款"
        WRONG_AMOUNT = "wrong_amount", "金额不符"
        FOREIGN = "foreign", "商户或应用不符"
        UNMATCHED = "unmatched", "找不到单据"
        SECOND_TRANSACTION = "second_transaction", "同一单号两笔交易"
        REFUND_STUCK = "refund_stuck", "退款多次未成"
        REFUND_CLOSED = "refund_closed", "退款被渠道关闭"
        REFUND_ABNORMAL = "refund_abnormal", "收款账户异常"
        REFUND_MISMATCH = "refund_mismatch", "退款金额不符"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        DONE = "done", "已处理"

    kind = models.CharField("类型", max_length=20, choices=Kind)
    reference = models.CharField("单号", max_length=64)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="exceptions", verbose_name="付款单"
    )
    refund = models.ForeignKey(
        Refund, on_delete=models.PROTECT, null=True, related_name="exceptions", verbose_name="退款单"
    )
    amount_fen = models.BigIntegerField("金额（分）", default=0)
    detail = models.CharField("详情", max_length=300)
    state = models.CharField("状态", max_length=6, choices=State, default=State.OPEN)
    found_at = models.DateTimeField("发现时间")
    note = models.CharField("处理说明", max_length=300, blank=True)
    done_at = models.DateTimeField("处理时间", null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "资金异常"
        ordering = ["-id"]
        permissions = [("resolve_paymentexception", "处理资金异常")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="payment_exception_once"),
            models.CheckConstraint(
                condition=Q(state="open", done_at=None) | (Q(state="done", done_at__isnull=False) & ~Q(note="")),
                name="payment_exception_done_has_a_note",
            ),
        ]
        indexes = [models.Index(fields=["-id"], condition=Q(state="open"), name="payment_exception_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"
