"""What operators do to points by hand: one member at a time, or a file of grants; above a limit it takes two."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.accounts.models import Member
from members.points.states import AdjustmentState, ImportState


class Adjustment(models.Model):
    """Points given to (above 0) or taken from (below 0) one member, with a reason."""

    State = AdjustmentState

    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="会员")
    points = models.BigIntegerField("积分")
    reason = models.CharField("原因", max_length=200)
    state = models.CharField("状态", max_length=10, choices=AdjustmentState.choices, default=AdjustmentState.WAITING)
    takes_two = models.BooleanField("须复核")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人")
    proposed_at = models.DateTimeField("提交时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    decided_at = models.DateTimeField("复核时间", null=True)
    answer = models.CharField("复核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "积分调整"
        permissions = [("approve_adjustment", "可以复核积分调整")]
        constraints = [
            models.CheckConstraint(name="points_adjustment_not_zero", condition=~Q(points=0)),
            models.CheckConstraint(
                name="points_adjustment_takes_two",
                condition=Q(takes_two=False)
                | ~Q(state="done")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
        ]
        indexes = [models.Index(name="points_adjustment_newest", fields=["-id"])]

    def __str__(self) -> str:
        return f"{self.member} {self.points:+d}"


class GrantImport(models.Model):
    """A file of grants: read, looked at row by row, confirmed, then done in batches."""

    State = ImportState

    file_name = models.CharField("文件名", max_length=120)
    digest = models.CharField("文件摘要", max_length=64)
    reason = models.CharField("原因", max_length=200)
    state = models.CharField("状态", max_length=10, choices=ImportState.choices, default=ImportState.DRAFT)
    takes_two = models.BooleanField("须复核")
    row_count = models.PositiveIntegerField("总行数")
    good_count = models.PositiveIntegerField("可发放行数")
    points_total = models.PositiveBigIntegerField("合计积分")
    done_count = models.PositiveIntegerField("已发放行数", default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    decided_at = models.DateTimeField("复核时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "积分批量发放"
        permissions = [("upload_grantimport", "可以批量发放积分"), ("approve_grantimport", "可以复核批量发放")]
        constraints = [
            # The same file again is a mistake, unless the first was thrown away.
            models.UniqueConstraint(name="points_import_once", fields=["digest"], condition=~Q(state="discarded")),
            models.CheckConstraint(
                name="points_import_counts_fit",
                condition=Q(good_count__lte=F("row_count")) & Q(done_count__lte=F("good_count")),
            ),
            models.CheckConstraint(
                name="points_import_takes_two",
                condition=Q(takes_two=False)
                | ~Q(state__in=["running", "done"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("uploaded_by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One line of the file: whom it names and what came of it."""

    class Outcome(models.TextChoices):
        READY = "ready", "可发放"
        REFUSED = "refused", "不可发放"
        GRANTED = "granted", "已发放"

    batch = models.ForeignKey(GrantImport, models.PROTECT, related_name="rows", verbose_name="批次")
    line = models.PositiveIntegerField("行号")
    given = models.CharField("文件内容", max_length=120)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", verbose_name="会员", db_index=False)
    points = models.PositiveBigIntegerField("积分", default=0)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    problem = models.CharField("问题", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发放明细"
        constraints = [
            models.UniqueConstraint(name="points_import_row_once", fields=["batch", "line"]),
            models.CheckConstraint(
                name="points_import_row_complete",
                condition=Q(outcome="refused") | Q(member__isnull=False, points__gt=0),
            ),
        ]
        indexes = [models.Index(name="points_import_row_open", fields=["batch", "id"], condition=Q(outcome="ready"))]

    def __str__(self) -> str:
        return f"第 {self.line} 行"
