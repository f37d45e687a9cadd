"""A copy of what the shop knows about a member."""

from django.db import models
from django.db.models import Q

from members.accounts.models import Member
from members.privacy.states import ExportState


class DataExport(models.Model):
    """Kept encrypted in the database, not among the public files: only a signed link opens it, for minutes."""

    State = ExportState

    member = models.ForeignKey(Member, models.PROTECT, related_name="data_exports", verbose_name="会员")
    state = models.CharField("状态", max_length=10, choices=ExportState, default=ExportState.REQUESTED)
    requested_at = models.DateTimeField("申请时间")
    ready_at = models.DateTimeField("生成时间", null=True, blank=True)
    expires_at = models.DateTimeField("保留至", null=True, blank=True)
    size_bytes = models.PositiveIntegerField("大小（字节）", default=0)
    downloads = models.PositiveIntegerField("下载次数", default=0)
    content_cipher = models.TextField("内容（加密）", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息副本"
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", ready_at__isnull=False, expires_at__isnull=False) & ~Q(content_cipher="")
                | (~Q(state="ready") & Q(content_cipher="")),
                name="privacy_export_content_only_while_ready",
            ),
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="privacy_export_state_known"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="requested"), name="privacy_export_one_under_way"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="ready"), name="privacy_export_to_expire")]

    def __str__(self) -> str:
        return f"个人信息副本 #{self.pk}"
