"""Two members found to be one: why, what moved, and what has become of it."""

from django.db import models
from django.db.models import F, Q

from members.accounts.models.member import Member
from members.accounts.states import OPEN, MergeState


class MergeCase(models.Model):
    """The source becomes the target. `reasons` are the sentences that stand against it for now."""

    State = MergeState

    class Evidence(models.TextChoices):
        UNIONID = "unionid", "同一微信 unionid"
        PHONE = "phone", "本人验证了同一手机号"
        OFFICIAL = "official", "同一公众号身份"
        WECOM = "wecom", "同一企业微信客户"
        MARKETPLACE = "marketplace", "同一电商平台买家"
        MINI = "mini", "同一小程序身份"
        OPERATOR = "operator", "运营认定"

    source = models.ForeignKey(Member, models.PROTECT, related_name="merges_away", verbose_name="并入方")
    target = models.ForeignKey(Member, models.PROTECT, related_name="merges_into", verbose_name="保留方")
    evidence = models.CharField("依据", max_length=12, choices=Evidence)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=MergeState)
    reasons = models.JSONField("阻碍", default=list, blank=True)
    moved = models.JSONField("迁移内容", default=list, blank=True)
    opened_at = models.DateTimeField("发现时间")
    tries = models.PositiveIntegerField("尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试", null=True, blank=True)
    merged_at = models.DateTimeField("合并时间", null=True, blank=True)
    undo_until = models.DateTimeField("可撤销至", null=True, blank=True)
    ended_at = models.DateTimeField("撤销或结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会员合并"
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [("merge_member", "合并会员"), ("unmerge_member", "撤销会员合并")]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="accounts_merge_of_two"),
            models.CheckConstraint(condition=Q(state__in=MergeState.values), name="accounts_merge_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["merged", "undone"], merged_at__isnull=False, undo_until__isnull=False)
                | (~Q(state__in=["merged", "undone"]) & Q(merged_at=None, undo_until=None)),
                name="accounts_merge_is_dated",
            ),
            # A member goes away once; and nobody is asked twice about the same pair.
            models.UniqueConstraint(fields=["source"], condition=Q(state="merged"), name="accounts_merge_away_once"),
            models.UniqueConstraint(
                fields=["source", "target"], condition=Q(state__in=OPEN), name="accounts_merge_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="accounts_merge_to_try"),
        ]

    def __str__(self) -> str:
        return f"合并 #{self.pk}"


class MergeMove(models.Model):
    """What one room moved: its journal is what undoing needs. Personal parts of it go when the member is erased."""

    case = models.ForeignKey(MergeCase, models.PROTECT, related_name="moves", verbose_name="合并")
    part = models.CharField("业务", max_length=60)
    journal = models.JSONField("记录", default=dict)
    moved_at = models.DateTimeField("迁移时间")

    class Meta:
        verbose_name = verbose_name_plural = "迁移记录"
        ordering = ["id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.part} #{self.pk}"


class MergeEvent(models.Model):
    """What happened to a case, by whom."""

    case = models.ForeignKey(MergeCase, models.PROTECT, related_name="events", verbose_name="合并")
    at = models.DateTimeField("时间")
    actor_kind = models.CharField("操作方", max_length=10)
    actor_id = models.PositiveBigIntegerField("操作人编号", null=True)
    before = models.CharField("之前", max_length=10, blank=True)
    after = models.CharField("之后", max_length=10)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "合并动态"
        ordering = ["id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"
