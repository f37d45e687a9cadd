"""Categories, brands, products with their options and SKUs. Nothing here is ever deleted, only archived (rules 1.5)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django_prose_editor.fields import ProseEditorField
from simple_history.models import HistoricalRecords
from tree_queries.models import TreeNode

from kernel import clock
from mall.catalog.querysets import CategoryQuerySet, ProductQuerySet, SkuQuerySet
from mall.catalog.richtext import DETAIL_EXTENSIONS

DEFAULT_WEIGHT_GRAMS = 500


class Category(TreeNode):
    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40)
    description = models.CharField("说明", max_length=200, blank=True, default="")
    position = models.PositiveIntegerField("排序", default=0, help_text="数字小的排在前面")
    is_visible = models.BooleanField("显示", default=True)
    icon = models.ImageField("图标", upload_to="catalog/categories/", blank=True)

    objects = CategoryQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="分类变更")

    class Meta:
        verbose_name = verbose_name_plural = "商品分类"
        permissions = [("move_category", "可移动分类")]
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="category_not_its_own_parent",
                violation_error_message="分类不能是自己的上级",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    description = models.TextField("说明", max_length=2000, blank=True, default="")
    position = models.PositiveIntegerField("排序", default=0, help_text="数字小的排在前面")
    is_visible = models.BooleanField("显示", default=True)
    logo = models.ImageField("标志", upload_to="catalog/brands/", blank=True)

    history = HistoricalRecords(verbose_name="品牌变更")

    class Meta:
        verbose_name = verbose_name_plural = "品牌"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What is sold (SPU). Price, stock and sales columns are copies kept by services, so that lists need no join."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", "实物"
        VIRTUAL = "virtual", "虚拟"
        # What an offer sells that is no catalogue product: no stock, on no shelf, in no list.
        SERVICE = "service", "服务"

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


class SearchEntry(models.Model):
    """The words a product is found by, separated by spaces, and its name as search compares it (`search/`)."""

    product = models.OneToOneField(
        Product, on_delete=models.PROTECT, primary_key=True, related_name="search_entry", verbose_name="商品"
    )
    title = models.CharField("规整名称", max_length=160)
    words = models.TextField("词条")

    class Meta:
        verbose_name = verbose_name_plural = "搜索词条"

    def __str__(self) -> str:
        return f"词条 {self.pk}"


class HotWord(models.Model):
    """A word the operator shows under the search box, or keeps away from it."""

    text = models.CharField("热词", max_length=20, unique=True)
    position = models.PositiveIntegerField("排序", default=0, help_text="数字小的排在前面")
    is_shown = models.BooleanField("显示", default=True, help_text="不勾选：即使搜索次数多也不会出现在热词里")

    class Meta:
        verbose_name = verbose_name_plural = "搜索热词"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class SearchCount(models.Model):
    """How often a text that finds something was searched on a day."""

    text = models.CharField("搜索词", max_length=20)
    searched_on = models.DateField("日期")
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "搜索统计"
        constraints = [models.UniqueConstraint(fields=["searched_on", "text"], name="search_counted_once_per_day")]

    def __str__(self) -> str:
        return f"{self.text} {self.times} 次"
