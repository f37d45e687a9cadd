"""The audit log: who did what to which object, chained by hashes so that a missing or altered row shows."""

from django.db import models

from kernel.audit.append_only import protect


@protect
class AuditEntry(models.Model):
    """One act. `digest` covers the entry and the digest before it."""

    class ActorKind(models.TextChoices):
        MEMBER = "member", "会员"
        OPERATOR = "operator", "员工"
        CLOCK = "clock", "定时任务"
        SYSTEM = "system", "系统"
        CHANNEL = "channel", "支付与微信渠道"

    sequence = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    actor_kind = models.CharField("操作方", max_length=20, choices=ActorKind.choices)
    actor_id = models.PositiveBigIntegerField("操作人编号", null=True)
    action = models.CharField("操作代码", max_length=120, db_index=True)
    label = models.CharField("操作", max_length=120)
    target = models.CharField("对象", max_length=160, db_index=True)
    before = models.JSONField("操作前", null=True)
    after = models.JSONField("操作后", null=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    previous = models.CharField("上一条摘要", max_length=64, unique=True)
    digest = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["-sequence"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["actor_kind", "actor_id", "-sequence"], name="audit_by_actor")]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.label}"


class AuditTail(models.Model):
    """The end of the chain, one row: whoever locks it may add the next entry."""

    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = verbose_name_plural = "日志链尾"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_tail_is_one")]


class Verification(models.Model):
    """What one night's checks of the whole shop found."""

    checked_on = models.DateField("日期", unique=True)
    at = models.DateTimeField("核对时间")
    checks = models.PositiveIntegerField("检查项")
    broken = models.PositiveIntegerField("不成立项")
    milliseconds = models.PositiveIntegerField("用时（毫秒）")
    findings = models.JSONField("不成立的内容", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "数据核对"
        ordering = ["-checked_on"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.checked_on} {'不一致' if self.broken else '一致'}"
