"""Money that goes back (rules 5.6)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mall.payments.models.payment import Payment
from mall.payments.states import RefundState


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
