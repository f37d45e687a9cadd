"""What operators add to or take from a wallet by hand."""

from django.db import models
from django.db.models import Q

from kernel.staff.models import Operator
from members.accounts.models import Member
from members.wallet.shapes import WalletParts
from members.wallet.states import AdjustmentState


class Adjustment(models.Model):
    """A change of a wallet with its reason; above a limit it waits for a second person. Amounts are signed."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="wallet_adjustments", verbose_name="会员")
    principal_fen = models.BigIntegerField("本金", default=0)
    bonus_fen = models.BigIntegerField("赠金", default=0)
    reason = models.CharField("原因", max_length=200)
    state = models.CharField("状态", max_length=10, choices=AdjustmentState, default=AdjustmentState.PROPOSED)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.ForeignKey(Operator, models.PROTECT, related_name="+", verbose_name="提出人")
    decided_at = models.DateTimeField("决定时间", null=True)
    # Empty where no second person was needed.
    decided_by = models.ForeignKey(Operator, models.PROTECT, null=True, related_name="+", verbose_name="审批人")

    class Meta:
        verbose_name = verbose_name_plural = "余额调整"
        permissions = [("settle_adjustment", "审批余额调整")]
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="wallet_adjustment_newest"),
            models.Index(fields=["proposed_by", "proposed_at"], name="wallet_adjustment_of_day"),
        ]
        constraints = [
            models.CheckConstraint(name="wallet_adjustment_not_zero", condition=~Q(principal_fen=0, bonus_fen=0)),
            models.CheckConstraint(name="wallet_adjustment_explained", condition=~Q(reason="")),
            models.CheckConstraint(
                name="wallet_adjustment_decided_once",
                condition=Q(state="proposed", decided_at=None, decided_by=None)
                | Q(state="applied", decided_at__isnull=False)
                | Q(state="rejected", decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="wallet_adjustment_two_people", condition=~Q(state="applied", decided_by=models.F("proposed_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"余额调整 {self.pk}"

    @property
    def parts(self) -> WalletParts:
        return WalletParts(self.principal_fen, self.bonus_fen)

    @property
    def size_fen(self) -> int:
        return abs(self.principal_fen) + abs(self.bonus_fen)
