"""What members have agreed to, when, and to which text."""

from django.db import models

from members.accounts.models import Member
from members.privacy.purposes import CHOICES


class Consent(models.Model):
    """One decision; the newest of a purpose holds. Never changed: it is the proof."""

    class Source(models.TextChoices):
        MEMBER = "member", "会员本人"
        OPERATOR = "operator", "客服代办"

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents", verbose_name="会员")
    purpose = models.CharField("事项", max_length=20, choices=CHOICES)
    version = models.CharField("版本", max_length=20)
    is_granted = models.BooleanField("同意")
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.MEMBER)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "授权记录"
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["member", "purpose", "-id"], name="privacy_consent_newest")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {'同意' if self.is_granted else '不同意'}"
