"""Who looked at what of a member."""

from django.conf import settings
from django.db import models

from kernel.audit.append_only import protect
from members.accounts.models.member import Member


@protect
class PersonalAccess(models.Model):
    """An operator has read a member's personal data: the page, the whole phone, an export. Written once."""

    class What(models.TextChoices):
        PAGE = "page", "会员页面"
        PHONE = "phone", "完整手机号"
        EXPORT = "export", "导出个人资料"

    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员")
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="员工"
    )
    what = models.CharField("内容", max_length=10, choices=What)
    reason = models.CharField("原因", max_length=200, blank=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息访问记录"
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("reveal_phone", "查看完整手机号")]
        indexes = [models.Index(fields=["member", "-id"], name="accounts_access_of_member")]

    def __str__(self) -> str:
        return f"{self.get_what_display()} #{self.pk}"
