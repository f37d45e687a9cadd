"""Named sets of members, who is in them, and files of members that wait to be let in."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from kernel import clock
from members.accounts.models import Member
from members.audiences.states import ImportState

CODE = RegexValidator(r"^[a-z][a-z0-9_-]{1,39}$", "编码须为 2-40 位小写字母、数字、连字符或下划线，以字母开头")


class Audience(models.Model):
    """A set of members under a name. `size` is kept under the row's lock, which is the lock of the whole set."""

    class Kind(models.TextChoices):
        STATIC = "static", "固定名单"
        COMPUTED = "computed", "自动计算"

    code = models.CharField("编码", max_length=40, unique=True, validators=[CODE])
    name = models.CharField("名称", max_length=40, unique=True)
    description = models.CharField("说明", max_length=200, blank=True)
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.STATIC)
    size = models.PositiveBigIntegerField("人数", default=0)
    created_at = models.DateTimeField("创建时间", default=clock.now)
    changed_at = models.DateTimeField("名单更新时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人群"
        ordering = ["name"]
        permissions = [("fill_audience", "可增减人群成员")]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["static", "computed"]), name="audience_kind_known")]

    def __str__(self) -> str:
        return self.name


class AudienceMemberQuerySet(models.QuerySet["AudienceMember"]):
    def of(self, member_id: int) -> Self:
        return self.filter(member_id=member_id)


class AudienceMember(models.Model):
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="members", verbose_name="人群")
    # No constraint in the database: it would lock the member's row while the audience's is held, and a merge holds
    # them the other way round. Rows are inserted by a join with the members, who are never deleted.
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员", db_constraint=False
    )
    added_at = models.DateTimeField("加入时间")

    objects = AudienceMemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人群成员"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["audience", "member"], name="audience_member_once")]

    def __str__(self) -> str:
        return f"{self.audience} · {self.member}"


class AudienceImport(models.Model):
    """A list of members that somebody handed in: read and shown first, carried out when it is confirmed."""

    class Mode(models.TextChoices):
        ADD = "add", "加入人群"
        REMOVE = "remove", "移出人群"
        REPLACE = "replace", "替换整个名单"

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="imports", verbose_name="人群")
    mode = models.CharField("方式", max_length=10, choices=Mode, default=Mode.ADD)
    file_name = models.CharField("文件", max_length=120)
    state = models.CharField("状态", max_length=10, choices=ImportState, default=ImportState.DRAFT)
    row_count = models.PositiveIntegerField("行数")
    member_ids = models.JSONField("会员编号", default=list)
    problem_count = models.PositiveIntegerField("有问题的行", default=0)
    # The first of them only: (line, what stood there with phones masked, what is wrong with it).
    problems = models.JSONField("问题", default=list)
    # What it would do, as things stood when it was read; then what it did.
    added = models.PositiveIntegerField("加入", default=0)
    removed = models.PositiveIntegerField("移出", default=0)
    uploaded_by_id = models.PositiveBigIntegerField("上传人编号")
    uploaded_at = models.DateTimeField("上传时间")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人群导入"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ImportState.values), name="audience_import_state")]

    def __str__(self) -> str:
        return f"{self.audience}：{self.file_name}"

    @property
    def found(self) -> int:
        """How many members were found."""
        return len(self.member_ids)
