"""Where members stand on the ladder, how they came there, and when all of them were last looked at."""

from django.db import models
from django.db.models import Q

from kernel.audit.append_only import protect
from members.accounts.models import Member
from members.tiers.models.ladder import Tier


class MemberTierQuerySet(models.QuerySet["MemberTier"]):
    def locked(self) -> "MemberTierQuerySet":
        """Lock in id order; the members' rows come before (rules 4.4), the ledger's accounts after.

        The tiers are read afterwards: PostgreSQL, having waited for a row whose tier has changed, compares its new
        value with the old partner of a join, and leaves the row out.
        """
        return self.select_for_update().prefetch_related("tier", "held_tier").order_by("id")


class MemberTier(models.Model):
    """A member's tier. Whoever never gained any growth value has no row, and the lowest tier.

    A hold by hand is good up to its date, that one included; nobody needs to take it off afterwards.
    """

    member = models.OneToOneField(Member, models.PROTECT, related_name="tier_standing", verbose_name="会员")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="standings", verbose_name="等级")
    since_at = models.DateTimeField("开始时间")
    keep_until_on = models.DateField("至少保留到", null=True, blank=True)
    noticed_on = models.DateField("降级通知日", null=True, blank=True)
    down_on = models.DateField("降级日", null=True, blank=True)
    held_tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人工保级"
    )
    held_until_on = models.DateField("保级到", null=True, blank=True)
    hold_reason = models.CharField("保级原因", max_length=200, blank=True)

    objects = MemberTierQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员的等级"
        permissions = [("hold_membertier", "设置会员等级与成长值")]
        indexes = [
            models.Index(fields=["down_on"], condition=Q(down_on__isnull=False), name="tiers_standing_noticed"),
            models.Index(fields=["held_until_on"], condition=Q(held_tier__isnull=False), name="tiers_standing_held"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(noticed_on=None, down_on=None)
                | Q(noticed_on__isnull=False, down_on__gt=models.F("noticed_on")),
                name="tiers_standing_notice_whole",
            ),
            models.CheckConstraint(
                condition=Q(held_tier=None, held_until_on=None, hold_reason="")
                | (Q(held_tier__isnull=False, held_until_on__isnull=False) & ~Q(hold_reason="")),
                name="tiers_standing_hold_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.tier}"


@protect
class TierEvent(models.Model):
    """One line of a member's history, with the growth value that counted and the reason in words."""

    class Kind(models.TextChoices):
        UP = "up", "升级"
        DOWN = "down", "降级"
        NOTICE = "notice", "降级预告"
        RECOVERED = "recovered", "恢复达标"
        HELD = "held", "人工保级"
        RELEASED = "released", "解除保级"

    member = models.ForeignKey(Member, models.PROTECT, related_name="tier_events", verbose_name="会员", db_index=False)
    kind = models.CharField("变更", max_length=10, choices=Kind)
    before = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name="原等级")
    after = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name="现等级")
    growth = models.BigIntegerField("当时成长值")
    reason = models.CharField("原因", max_length=200)
    operator_id = models.PositiveBigIntegerField("操作员", null=True, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "等级变更"
        indexes = [models.Index(fields=["member", "-id"], name="tiers_event_of_member")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.before} → {self.after}"


class TierReview(models.Model):
    """All standings were looked at: as of which date, by which rules, and what came of it."""

    reviewed_on = models.DateField("评定日")
    window_days = models.PositiveIntegerField("成长值有效期（天）")
    notice_days = models.PositiveIntegerField("提前通知（天）")
    looked_at = models.PositiveIntegerField("候选会员", default=0)
    ups = models.PositiveIntegerField("升级", default=0)
    notices = models.PositiveIntegerField("预告", default=0)
    recoveries = models.PositiveIntegerField("恢复", default=0)
    downs = models.PositiveIntegerField("降级", default=0)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间")

    class Meta:
        verbose_name = verbose_name_plural = "等级评定"
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"{self.reviewed_on}"
