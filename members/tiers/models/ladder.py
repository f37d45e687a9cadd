"""The ladder as data: tiers by growth value, the card beside them, and what each gives."""

from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

LARGEST_THRESHOLD = 10**9
MOST_EARLY_MINUTES = 10_080
PLAIN_BPS = 10_000
MOST_MULTIPLIER_BPS = 20 * PLAIN_BPS


def _between(least: int, most: int, words: str) -> list[BaseValidator]:
    return [MinValueValidator(least, f"应在 {words}之间"), MaxValueValidator(most, f"应在 {words}之间")]


class Ladder(models.TextChoices):
    GROWTH = "growth", "成长等级"
    VIP = "vip", "付费会员"


class TierQuerySet(models.QuerySet["Tier"]):
    def live(self) -> "TierQuerySet":
        return self.filter(archived_at=None)

    def of(self, ladder: str) -> "TierQuerySet":
        """Return one ladder, lowest first."""
        return self.filter(ladder=ladder).order_by("threshold", "id")


class Tier(models.Model):
    """A rung of a ladder with its standing benefits. Gifts are rows of their own.

    The paid card is the one rung of the ladder `vip`, so that it is designed like a tier.
    """

    ladder = models.CharField("类别", max_length=10, choices=Ladder, default=Ladder.GROWTH)
    code = models.SlugField("代码", max_length=20, unique=True)
    label = models.CharField("名称", max_length=20)
    threshold = models.PositiveBigIntegerField(
        "所需成长值", default=0, validators=[MaxValueValidator(LARGEST_THRESHOLD, "所需成长值超出范围")]
    )
    discount_bps = models.PositiveIntegerField(
        "折扣", default=PLAIN_BPS, validators=_between(1, PLAIN_BPS, "0.01 与 10 折")
    )
    has_free_shipping = models.BooleanField("包邮", default=False)
    points_multiplier_bps = models.PositiveIntegerField(
        "积分倍数", default=PLAIN_BPS, validators=_between(PLAIN_BPS, MOST_MULTIPLIER_BPS, "1 与 20 倍")
    )
    early_access_minutes = models.PositiveIntegerField(
        "提前购（分钟）", default=0, validators=[MaxValueValidator(MOST_EARLY_MINUTES, "提前购最多 7 天")]
    )
    sees_exclusive = models.BooleanField("专享商品", default=False)
    adviser = models.CharField("专属顾问", max_length=60, blank=True)
    has_fast_refund = models.BooleanField("极速退款", default=False)
    archived_at = models.DateTimeField("停用时间", null=True, blank=True)
    changed_at = models.DateTimeField("修改时间", null=True, blank=True)

    objects = TierQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员等级"
        ordering = ["ladder", "threshold", "id"]
        permissions = [("design_tier", "设计会员等级与权益")]
        constraints = [
            models.UniqueConstraint(
                fields=["ladder", "threshold"], condition=Q(archived_at=None), name="tiers_tier_threshold_once"
            ),
            models.CheckConstraint(
                condition=Q(discount_bps__gte=1, discount_bps__lte=PLAIN_BPS), name="tiers_tier_discount_sane"
            ),
            models.CheckConstraint(
                condition=Q(points_multiplier_bps__gte=PLAIN_BPS, points_multiplier_bps__lte=MOST_MULTIPLIER_BPS),
                name="tiers_tier_multiplier_sane",
            ),
            models.CheckConstraint(
                condition=Q(early_access_minutes__lte=MOST_EARLY_MINUTES), name="tiers_tier_early_sane"
            ),
            models.CheckConstraint(condition=Q(ladder__in=["growth", "vip"]), name="tiers_tier_ladder_known"),
        ]

    def __str__(self) -> str:
        return self.label


class Occasion(models.TextChoices):
    """When a gift is due, and what its period is."""

    UPGRADE = "upgrade", "升级礼"  # once per tier
    BIRTHDAY = "birthday", "生日礼"  # once per year
    MONTHLY = "monthly", "每月礼包"  # once per calendar month; of a card once per 31 days of it
    OPENING = "opening", "开卡礼"  # once per card


class TierGift(models.Model):
    """How much of a registered kind of benefit a tier gives on an occasion."""

    tier = models.ForeignKey(Tier, models.PROTECT, related_name="gifts", verbose_name="等级")
    occasion = models.CharField("时机", max_length=10, choices=Occasion)
    kind = models.CharField("种类", max_length=20)
    amount = models.PositiveBigIntegerField("数量")

    class Meta:
        verbose_name = verbose_name_plural = "等级礼"
        constraints = [
            models.UniqueConstraint(fields=["tier", "occasion", "kind"], name="tiers_gift_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="tiers_gift_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.get_occasion_display()}"
