"""Pictures that members and operators handed in."""

from django.db import models
from django.db.models import Q


class Upload(models.Model):
    """A picture, decoded and encoded anew: nothing of the handed-in bytes is kept but what can be seen."""

    class Kind(models.TextChoices):
        MEMBER = "member", "会员上传"
        SHOP = "shop", "商家素材"

    kind = models.CharField("来源", max_length=16, choices=Kind.choices)
    # A plain id: the bedrock knows no members. Empty for what the shop itself hands in.
    owner_id = models.PositiveBigIntegerField("会员编号", null=True, blank=True, db_index=True)
    file = models.FileField("文件", max_length=200)
    content_type = models.CharField("格式", max_length=32)
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    size_bytes = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    created_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "图片"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0, size_bytes__gt=0), name="media_upload_not_empty"
            ),
            models.CheckConstraint(
                condition=~Q(kind="member") | Q(owner_id__isnull=False), name="media_upload_of_member_has_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"图片 #{self.pk}"
