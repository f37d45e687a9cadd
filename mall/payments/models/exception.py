"""What an operator must look at (rules 5.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mall.payments.models.payment import Payment
from mall.payments.models.refund import Refund


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
