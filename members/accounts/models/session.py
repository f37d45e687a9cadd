"""Where members are signed in."""

from django.db import models
from django.db.models import Q

from members.accounts.models.member import Member


class SessionQuerySet(models.QuerySet["Session"]):
    def live(self) -> "SessionQuerySet":
        return self.filter(revoked_at=None)


class Session(models.Model):
    """One refresh token. Refreshing makes the next row of the same family (rules 13.1)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sessions", verbose_name="会员")
    family = models.UUIDField("登录批次", db_index=True)
    refresh_hash = models.CharField("刷新凭证摘要", max_length=64, unique=True)
    started_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("到期时间", db_index=True)
    rotated_at = models.DateTimeField("换发时间", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("started_at")), name="accounts_session_ends_after_start"
            ),
            # Of a family only the newest refresh token is good.
            models.UniqueConstraint(
                fields=["family"], condition=Q(rotated_at=None, revoked_at=None), name="accounts_session_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family}"
