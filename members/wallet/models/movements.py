"""What came into a wallet and what left it, each with what of it has gone back. The money itself is in the ledger."""

from django.db import models
from django.db.models import F, Q

from members.accounts.models import Member
from members.wallet.shapes import WalletParts
from members.wallet.states import SpendingState


class TopUp(models.Model):
    """Money put into a wallet, with the bonus it came with; what of it was taken back."""

    class Kind(models.TextChoices):
        PURCHASE = "purchase", "购买充值"
        GIFT_CARD = "gift_card", "礼品卡"

    member = models.ForeignKey(Member, models.PROTECT, related_name="top_ups", verbose_name="会员")
    kind = models.CharField("来源", max_length=10, choices=Kind, default=Kind.PURCHASE)
    key = models.CharField("幂等键", max_length=80, unique=True)
    reference = models.CharField("单据", max_length=64, blank=True, db_index=True)
    principal_fen = models.BigIntegerField("本金")
    bonus_fen = models.BigIntegerField("赠金")
    taken_principal_fen = models.BigIntegerField("已退本金", default=0)
    taken_bonus_fen = models.BigIntegerField("已收回赠金", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "充值记录"
        indexes = [models.Index(fields=["-at", "-id"], name="wallet_top_up_newest")]
        constraints = [
            models.CheckConstraint(
                name="wallet_top_up_above_zero",
                condition=Q(principal_fen__gte=0, bonus_fen__gte=0) & ~Q(principal_fen=0, bonus_fen=0),
            ),
            models.CheckConstraint(
                name="wallet_top_up_taken_within",
                condition=Q(
                    taken_principal_fen__gte=0,
                    taken_principal_fen__lte=F("principal_fen"),
                    taken_bonus_fen__gte=0,
                    taken_bonus_fen__lte=F("bonus_fen"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference or self.pk}"

    @property
    def bought(self) -> WalletParts:
        return WalletParts(self.principal_fen, self.bonus_fen)

    @property
    def taken(self) -> WalletParts:
        return WalletParts(self.taken_principal_fen, self.taken_bonus_fen)


class TopUpReturn(models.Model):
    """One time that a part of a top-up was taken back, because its price was refunded."""

    top_up = models.ForeignKey(TopUp, models.PROTECT, related_name="returns", verbose_name="充值")
    refund_key = models.CharField("退款幂等键", max_length=80, unique=True)
    reference = models.CharField("单据", max_length=64, blank=True)
    principal_fen = models.BigIntegerField("本金")
    bonus_fen = models.BigIntegerField("赠金")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "充值退款"
        constraints = [
            models.CheckConstraint(
                name="wallet_top_up_return_above_zero", condition=Q(principal_fen__gt=0, bonus_fen__gte=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.top_up} {self.reference}"

    @property
    def parts(self) -> WalletParts:
        return WalletParts(self.principal_fen, self.bonus_fen)


class Spending(models.Model):
    """An amount held for a payment, then captured or released; what of it has come back."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="wallet_spendings", verbose_name="会员")
    key = models.CharField("幂等键", max_length=80, unique=True)
    reference = models.CharField("单据", max_length=64, blank=True, db_index=True)
    state = models.CharField("状态", max_length=10, choices=SpendingState, default=SpendingState.HELD)
    principal_fen = models.BigIntegerField("本金")
    bonus_fen = models.BigIntegerField("赠金")
    returned_principal_fen = models.BigIntegerField("已退本金", default=0)
    returned_bonus_fen = models.BigIntegerField("已退赠金", default=0)
    at = models.DateTimeField("冻结时间")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "余额支付"
        indexes = [models.Index(fields=["-at", "-id"], name="wallet_spending_newest")]
        constraints = [
            models.CheckConstraint(
                name="wallet_spending_above_zero",
                condition=Q(principal_fen__gte=0, bonus_fen__gte=0) & ~Q(principal_fen=0, bonus_fen=0),
            ),
            models.CheckConstraint(
                name="wallet_spending_returned_within",
                condition=Q(
                    returned_principal_fen__gte=0,
                    returned_principal_fen__lte=F("principal_fen"),
                    returned_bonus_fen__gte=0,
                    returned_bonus_fen__lte=F("bonus_fen"),
                ),
            ),
            models.CheckConstraint(
                name="wallet_spending_ends_once",
                condition=Q(state="captured", ended_at__isnull=False)
                | Q(state="released", ended_at__isnull=False, returned_principal_fen=0, returned_bonus_fen=0)
                | Q(state="held", ended_at=None, returned_principal_fen=0, returned_bonus_fen=0),
            ),
        ]

    def __str__(self) -> str:
        return f"余额支付 {self.reference or self.pk}"

    @property
    def spent(self) -> WalletParts:
        return WalletParts(self.principal_fen, self.bonus_fen)

    @property
    def returned(self) -> WalletParts:
        return WalletParts(self.returned_principal_fen, self.returned_bonus_fen)


class SpendingReturn(models.Model):
    """One time that a part of what was spent came back."""

    spending = models.ForeignKey(Spending, models.PROTECT, related_name="returns", verbose_name="余额支付")
    refund_key = models.CharField("退款幂等键", max_length=80, unique=True)
    reference = models.CharField("单据", max_length=64, blank=True)
    principal_fen = models.BigIntegerField("本金")
    bonus_fen = models.BigIntegerField("赠金")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "余额退回"
        constraints = [
            models.CheckConstraint(
                name="wallet_return_above_zero",
                condition=Q(principal_fen__gte=0, bonus_fen__gte=0) & ~Q(principal_fen=0, bonus_fen=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.spending} {self.reference}"

    @property
    def parts(self) -> WalletParts:
        return WalletParts(self.principal_fen, self.bonus_fen)
