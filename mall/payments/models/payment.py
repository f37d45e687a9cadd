"""Attempts to pay (rules 5.1)."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from mall.payments.states import LIVE, PaymentState
from members.accounts.models import Member


class Channel(models.TextChoices):
    WECHAT = "wechat", "微信支付"
    WALLET = "wallet", "余额支付"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def live(self) -> Self:
        """Keep attempts whose end is not known."""
        return self.filter(state__in=LIVE)

    def arrived(self) -> Self:
        """Keep money that arrived and was not sent back as excess, whether or not the order has heard of it."""
        return self.filter(state=PaymentState.SUCCEEDED, excess_kind="")

    def kept(self) -> Self:
        """Keep money that its order has taken."""
        return self.filter(kept_at__isnull=False)

    def at_channels(self) -> Self:
        """Leave out the wallet, which nobody outside has to be asked about."""
        return self.exclude(channel=Channel.WALLET)

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
    appid = models.CharField("应用", max_length=32, blank=True)
    mchid = models.CharField("商户号", max_length=32, blank=True)
    openid = models.CharField("付款人标识", max_length=128, blank=True)
    description = models.CharField("说明", max_length=127)
    amount_fen = models.PositiveBigIntegerField("应收（分）")
    received_fen = models.PositiveBigIntegerField("实收（分）", default=0)
    # What has been promised back, sent or not: the sum of all refunds that no other refund replaces.
    refunded_fen = models.PositiveBigIntegerField("退款（分）", default=0)
    state = models.CharField("状态", max_length=10, choices=PaymentState, default=PaymentState.CREATED)
    excess_kind = models.CharField("多收原因", max_length=16, choices=Excess, blank=True)
    # When its order took the money; until then it may still go back whole.
    kept_at = models.DateTimeField("订单收款时间", null=True)
    # The wallet's part of a mixed payment goes with the channel's.
    beside = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="wallet_part", verbose_name="随同付款单"
    )
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
        permissions = [("ask_payment", "向渠道查询付款")]
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
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(state="succeeded", excess_kind=""), name="payment_kept_is_money"
            ),
            models.CheckConstraint(
                condition=Q(channel="wallet", excess_kind="") | (~Q(channel="wallet") & Q(beside=None)),
                name="payment_beside_is_of_the_wallet",
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
