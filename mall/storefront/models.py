"""The home page: sections in order, filled by whoever stands behind their kind."""

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models

from mall.catalog.models import Category, Product
from members.audiences.models import Audience

PICTURES = ("jpg", "jpeg", "png", "webp", "gif")


class Section(models.Model):
    class Kind(models.TextChoices):
        CAROUSEL = "carousel", "轮播图"
        CATEGORIES = "categories", "分类宫格"
        PRODUCTS = "products", "商品列表"
        NOTICE = "notice", "公告"

    class Choice(models.TextChoices):
        PICKED = "picked", "手工挑选"
        CATEGORY = "category", "某个分类"
        NEW = "new", "新品"
        SALES = "sales", "热销"

    kind = models.CharField("类型", max_length=20, choices=Kind)
    title = models.CharField("标题", max_length=30, blank=True)
    text = models.CharField("公告内容", max_length=200, blank=True)
    choice = models.CharField("商品来源", max_length=10, choices=Choice, default=Choice.SALES)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分类"
    )
    size = models.PositiveSmallIntegerField("最多显示", default=10)
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_visible = models.BooleanField("显示", default=True)
    audiences = models.ManyToManyField(
        Audience, blank=True, related_name="+", verbose_name="只给这些人群看", help_text="留空：所有人可见"
    )

    class Meta:
        verbose_name = verbose_name_plural = "首页版块"
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gte=1, size__lte=50), name="section_size"),
        ]

    def __str__(self) -> str:
        return self.title or self.Kind(self.kind).label

    def clean(self) -> None:
        """Refuse a section that could show nothing."""
        if self.kind == self.Kind.NOTICE and not self.text:
            raise ValidationError({"text": "请填写公告内容"})
        if self.kind == self.Kind.PRODUCTS and self.choice == self.Choice.CATEGORY and not self.category_id:
            raise ValidationError({"category": "请选择分类"})


class SectionItem(models.Model):
    """A picture of a carousel or a picked product, with where it leads."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="items", verbose_name="版块")
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="商品"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分类"
    )
    title = models.CharField("文字", max_length=40, blank=True)
    picture = models.ImageField(
        "图片",
        upload_to="storefront/",
        blank=True,
        validators=[FileExtensionValidator(PICTURES)],
        help_text="轮播图用，建议 1500×600 像素",
    )
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "版块内容"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title or str(self.product or self.category or "内容")

    def clean(self) -> None:
        """Refuse an item that its section could not show."""
        if self.section.kind == Section.Kind.CAROUSEL and not self.picture:
            raise ValidationError({"picture": "轮播图的每一项都要有图片"})
        if self.section.kind == Section.Kind.PRODUCTS and not self.product_id:
            raise ValidationError({"product": "请选择商品"})
