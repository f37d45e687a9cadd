"""Products with their options and SKUs."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django_prose_editor.fields import ProseEditorField
from simple_history.models import HistoricalRecords

from kernel import clock
from mall.catalog.models.tree import Brand, Category
from mall.catalog.querysets import ProductQuerySet, SkuQuerySet
from mall.catalog.richtext import DETAIL_EXTENSIONS
from members.audiences.models import Audience
from members.tiers.models import Tier

DEFAULT_WEIGHT_GRAMS = 500


class Product(models.Model):
    """What is sold (SPU). Price, stock and sales columns are copies kept by services, so that lists need no join."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", "实物"
        VIRTUAL = "virtual", "虚拟"
        # What an offer sells that is no catalogue product: no stock, on no shelf, in no list.
        SERVICE = "service", "服务"

    class ShownTo(models.TextChoices):
        EVERYONE = "everyone", "所有人"
        MEMBERS = "members", "登录会员"
        NEWCOMERS = "newcomers", "新人（未付过款）"
        TIER = "tier", "等级专享"
        AUDIENCES = "audiences", "指定人群"

    code = models.CharField("商品编码", max_length=40, unique=True)
    name = models.CharField("商品名称", max_length=80)
    subtitle = models.CharField("副标题", max_length=120, blank=True, default="")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products", verbose_name="分类")
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="products", verbose_name="品牌", null=True, blank=True
    )
    kind = models.CharField("类型", max_length=10, choices=Kind.choices, default=Kind.PHYSICAL)
    unit = models.CharField("单位", max_length=10, default="件")
    keywords = models.JSONField("关键词", default=list, blank=True)
    tags = models.JSONField("标签", default=list, blank=True)
    weight = models.IntegerField("推荐权重", default=0, help_text="默认排序中，数字大的排在前面")
    freight_template_id = models.PositiveBigIntegerField("运费模板", null=True, blank=True)

    is_on_shelf = models.BooleanField("已上架", default=False)
    on_at = models.DateTimeField("定时上架", null=True, blank=True)
    off_at = models.DateTimeField("定时下架", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    shown_to = models.CharField("谁可见可买", max_length=10, choices=ShownTo.choices, default=ShownTo.EVERYONE)
    min_tier = models.ForeignKey(
        Tier, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="最低等级",
        limit_choices_to={"ladder": "growth", "archived_at": None},
        help_text="等级专享：该等级及以上。留空：权益里有“专享商品”的等级和付费会员",
    )  # fmt: skip
    audiences = models.ManyToManyField(Audience, blank=True, related_name="+", verbose_name="人群")
    created_at = models.DateTimeField("创建时间", default=clock.now)

    price_fen = models.PositiveBigIntegerField("售价（分）", default=0)
    list_price_fen = models.PositiveBigIntegerField("划线价（分）", null=True, blank=True)
    in_stock = models.BooleanField("有货", default=False)
    sales = models.PositiveBigIntegerField("销量", default=0)
    rating_count = models.PositiveBigIntegerField("评价数", default=0)
    rating_sum = models.PositiveBigIntegerField("评分合计", default=0)

    cover = models.ImageField("主图", upload_to="catalog/covers/", blank=True)
    description_html = ProseEditorField("图文详情", extensions=DETAIL_EXTENSIONS, sanitize=True, blank=True, default="")

    objects = ProductQuerySet.as_manager()
    history = HistoricalRecords(
        verbose_name="商品变更",
        excluded_fields=["price_fen", "list_price_fen", "in_stock", "sales", "rating_count", "rating_sum"],
    )

    class Meta:
        verbose_name = verbose_name_plural = "商品"
        ordering = ["-id"]
        permissions = [
            ("shelve_product", "可上架与下架商品"),
            ("archive_product", "可归档与恢复商品"),
            ("import_product", "可导入商品"),
            ("export_product", "可导出商品"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on_shelf=False) | (Q(price_fen__gt=0, archived_at=None) & ~Q(kind="service")),
                name="product_on_shelf_is_sellable",
                violation_error_message="没有在售 SKU、已归档的商品和服务不能上架",
            ),
            models.CheckConstraint(
                condition=Q(list_price_fen=None) | Q(list_price_fen__gte=F("price_fen")),
                name="product_list_price_not_below",
                violation_error_message="划线价不能低于售价",
            ),
            models.CheckConstraint(
                condition=Q(on_at=None) | Q(off_at=None) | Q(off_at__gt=F("on_at")),
                name="product_schedule_in_order",
                violation_error_message="定时下架必须晚于定时上架",
            ),
            models.CheckConstraint(
                condition=Q(min_tier=None) | Q(shown_to="tier"),
                name="product_min_tier_is_for_tiers",
                violation_error_message="最低等级只用于等级专享的商品",
            ),
        ]
        # One per order of the list, each over what is on the shelf; the reverse order reads the same index backwards.
        indexes = [
            models.Index(fields=["weight", "id"], condition=Q(is_on_shelf=True), name="product_by_weight"),
            models.Index(fields=["price_fen", "id"], condition=Q(is_on_shelf=True), name="product_by_price"),
            models.Index(fields=["sales", "id"], condition=Q(is_on_shelf=True), name="product_by_sales"),
            models.Index(fields=["created_at", "id"], condition=Q(is_on_shelf=True), name="product_by_created"),
        ]

    def __str__(self) -> str:
        return self.name


class Option(models.Model):
    """What a buyer chooses: colour, size."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="options", verbose_name="商品")
    name = models.CharField("规格名", max_length=20)
    position = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "规格"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="option_once_per_product")]

    def __str__(self) -> str:
        return self.name


class OptionValue(models.Model):
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="values", verbose_name="规格")
    value = models.CharField("规格值", max_length=60)
    position = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "规格值"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["option", "value"], name="value_once_per_option")]

    def __str__(self) -> str:
        return self.value


class Sku(models.Model):
    """What is held in stock and bought: one combination of option values."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="skus", verbose_name="商品")
    code = models.CharField("SKU 编码", max_length=60, unique=True)
    options = models.JSONField("规格组合", default=list)
    options_key = models.CharField("规格组合键", max_length=300)
    price_fen = models.PositiveBigIntegerField("售价（分）", validators=[MinValueValidator(1)])
    list_price_fen = models.PositiveBigIntegerField("划线价（分）", null=True, blank=True)
    weight_grams = models.PositiveIntegerField("重量（克）", default=DEFAULT_WEIGHT_GRAMS)
    volume_cm3 = models.PositiveIntegerField("体积（立方厘米）", default=0)
    is_active = models.BooleanField("在售", default=True)

    objects = SkuQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="SKU 变更")

    class Meta:
        verbose_name = verbose_name_plural = "SKU"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "options_key"],
                name="sku_combination_once_per_product",
                violation_error_message="两个 SKU 的规格组合相同",
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gt=0), name="sku_price_above_zero", violation_error_message="售价必须大于 0"
            ),
            models.CheckConstraint(
                condition=Q(list_price_fen=None) | Q(list_price_fen__gte=F("price_fen")),
                name="sku_list_price_not_below",
                violation_error_message="划线价不能低于售价",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}（{self.options_text()}）" if self.options else self.code

    def options_text(self) -> str:
        """Return the combination for people: "颜色：白；尺码：M"."""
        return "；".join(f"{name}：{value}" for name, value in self.options)


class Picture(models.Model):
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="pictures", verbose_name="商品")
    file = models.ImageField("图片", upload_to="catalog/pictures/")
    position = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "商品图片"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"图片 {self.position}"


class Attribute(models.Model):
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="attributes", verbose_name="商品")
    name = models.CharField("参数名", max_length=40)
    value = models.TextField("参数值", max_length=2000)
    position = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "商品参数"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
