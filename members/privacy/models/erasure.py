"""A member who wants to be gone."""

from django.db import models
from django.db.models import Q

from members.accounts.models import Member
from members.privacy.states import ErasureState


class Erasure(models.Model):
    """Carried out by the clock when the cooling-off period is over and nothing is open. `reasons` held it up last."""

    State = ErasureState

    member = models.ForeignKey(Member, models.PROTECT, related_name="erasures", verbose_name="会员")
    state = models.CharField("状态", max_length=10, choices=ErasureState, default=ErasureState.COOLING)
    requested_at = models.DateTimeField("申请时间")
    due_at = models.DateTimeField("执行时间")
    next_try_at = models.DateTimeField("下次执行", null=True, blank=True)
    reasons = models.JSONField("阻碍", default=list, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "注销申请"
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("withdraw_erasure", "撤回注销申请")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="cooling", ended_at=None) | (~Q(state="cooling") & Q(ended_at__isnull=False)),
                name="privacy_erasure_end_dated",
            ),
            models.UniqueConstraint(fields=["member"], condition=Q(state="cooling"), name="privacy_erasure_one_open"),
            models.UniqueConstraint(fields=["member"], condition=Q(state="done"), name="privacy_erasure_done_once"),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="cooling"), name="privacy_erasure_due")]

    def __str__(self) -> str:
        return f"注销申请 #{self.pk}"
