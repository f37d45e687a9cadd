"""What the shop asks about its members, and what it was told: by whom and when."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from members.accounts.models import Member


class PortraitField(models.Model):
    """One question, designed by the operator. Its kind stays once it has been answered."""

    class Kind(models.TextChoices):
        TEXT = "text", "文字"
        NUMBER = "number", "整数"
        DATE = "date", "日期"
        CHOICE = "choice", "单选"
        CHOICES = "choices", "多选"

    code = models.CharField(
        "代码",
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", "小写字母开头，只含小写字母、数字和下划线")],
        help_text="例如 skin_type；接口和分群条件用它，保存后不再改",
    )
    label = models.CharField("名称", max_length=30)
    kind = models.CharField("类型", max_length=10, choices=Kind)
    options = models.JSONField("选项", default=list, blank=True)
    help_text = models.CharField("说明", max_length=100, blank=True, help_text="显示在填写框下方")
    needs_consent = models.BooleanField("须先授权", default=False, help_text="会员同意“使用个性化信息”后才能填写")
    is_for_segments = models.BooleanField("可用于分群", default=True)
    is_asked = models.BooleanField("会员可填", default=True, help_text="不勾选：只由员工或问卷填写，会员看不到")
    is_active = models.BooleanField("启用", default=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "画像字段"
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["choice", "choices"]) & ~Q(options=[])
                | (~Q(kind__in=["choice", "choices"]) & Q(options=[])),
                name="portraits_options_where_chosen",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class PortraitValue(models.Model):
    """An answer: the newest one. `value` is a text, an integer, an ISO date, or a list of options."""

    class Source(models.TextChoices):
        MEMBER = "member", "会员填写"
        OPERATOR = "operator", "员工填写"
        QUIZ = "quiz", "问卷"
        IMPORT = "import", "导入"

    member = models.ForeignKey(Member, models.PROTECT, related_name="portrait", verbose_name="会员")
    field = models.ForeignKey(PortraitField, models.PROTECT, related_name="values", verbose_name="字段")
    value = models.JSONField("内容")
    source = models.CharField("来源", max_length=10, choices=Source)
    at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "画像内容"
        ordering = ["field__position", "field_id"]
        default_permissions = ("view", "change")
        constraints = [models.UniqueConstraint(fields=["member", "field"], name="portraits_value_once")]

    def __str__(self) -> str:
        return f"{self.field}：{self.shown}"

    @property
    def shown(self) -> str:
        """Return the answer for people."""
        return "、".join(self.value) if isinstance(self.value, list) else str(self.value)


class Portrait(Member):
    """A member as a page of answers: the operators' door to fill them in."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "会员画像"
        default_permissions = ("view",)
        permissions = [("fill_portrait", "填写会员画像")]
