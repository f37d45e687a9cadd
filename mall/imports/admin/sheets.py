"""Import and export of products as CSV or XLSX: upload, look at what every row would do, confirm."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import escape
from import_export import resources, results
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.tmp_storages import CacheStorage
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from kernel import clock, money
from kernel.audit.actors import Actor
from kernel.audit.desk import actor_of
from kernel.audit.desk.exports import safe_cell
from kernel.audit.services import record
from mall.catalog.models import Product, Sku
from mall.catalog.services import Outcome
from mall.imports.services import MOST_ROWS, SHEET_COLUMNS, RowResult, SheetImport

_TYPES = {
    Outcome.CREATED: results.RowResult.IMPORT_TYPE_NEW,
    Outcome.UPDATED: results.RowResult.IMPORT_TYPE_UPDATE,
    Outcome.UNCHANGED: results.RowResult.IMPORT_TYPE_SKIP,
    Outcome.REFUSED: results.RowResult.IMPORT_TYPE_SKIP,
}
_SAID = {Outcome.CREATED: "新增", Outcome.UPDATED: "更新", Outcome.UNCHANGED: "未变", Outcome.REFUSED: "拒绝"}
_SHOWN = ("商品编码", "商品名称", "规格", "SKU编码", "售价", "划线价", "初始库存")


class SheetUnusable(Exception):
    """The sheet as a whole cannot be imported; the text says why."""


def _cell(name: str, read: Any) -> Field:
    """Make an exported column whose text is never a formula to a spreadsheet."""

    class Cell(Field):
        def get_value(self, instance: Any) -> Any:
            return safe_cell(read(instance))

    return Cell(column_name=name, attribute="pk", readonly=True)


class SheetResource(resources.ModelResource):
    """A row is a SKU with its product. Rows are saved by the same service as the command's, one by one."""

    product_code = _cell("商品编码", lambda sku: sku.product.code)
    name = _cell("商品名称", lambda sku: sku.product.name)
    subtitle = _cell("副标题", lambda sku: sku.product.subtitle)
    category = _cell("分类编码", lambda sku: sku.product.category.code)
    brand = _cell("品牌编码", lambda sku: sku.product.brand.code if sku.product.brand else "")
    unit = _cell("单位", lambda sku: sku.product.unit)
    keywords = _cell("关键词", lambda sku: "，".join(sku.product.keywords))
    options = _cell("规格", lambda sku: sku.options_text())
    code = _cell("SKU编码", lambda sku: sku.code)
    price = _cell("售价", lambda sku: money.yuan(sku.price_fen))
    list_price = _cell("划线价", lambda sku: "" if sku.list_price_fen is None else money.yuan(sku.list_price_fen))
    weight = _cell("重量克", lambda sku: sku.weight_grams)
    stock = _cell("初始库存", lambda sku: "")
    shelf = _cell("上架", lambda sku: "是" if sku.product.is_on_shelf else "否")

    class Meta:
        model = Sku
        name = "商品与 SKU"
        fields = (
            *("product_code", "name", "subtitle", "category", "brand", "unit", "keywords", "options", "code"),
            *("price", "list_price", "weight", "stock", "shelf"),
        )
        export_order = fields
        use_transactions = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__()
        self.actor: Actor = kwargs.get("actor", Actor.system())
        self.refused: list[RowResult] = []

    def get_export_queryset(self) -> QuerySet[Sku]:
        goods = Sku.objects.exclude(product__kind=Product.Kind.SERVICE)
        return goods.select_related("product__category", "product__brand").order_by("product_id", "id")

    def get_diff_headers(self) -> list[str]:
        return ["行号", "结果", "原因", *_SHOWN]

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        headers = [str(name or "").strip() for name in dataset.headers or []]
        unknown = [name or "（空）" for name in headers if name not in SHEET_COLUMNS]
        missing = [name for name in SHEET_COLUMNS if name not in headers]
        if unknown or missing:
            parts = ["未知的列：" + "、".join(unknown)] * bool(unknown) + ["缺少的列：" + "、".join(missing)] * bool(
                missing
            )
            raise SheetUnusable("；".join(parts))
        if len(dataset) > MOST_ROWS:
            raise SheetUnusable(f"一次最多导入 {MOST_ROWS} 行，请拆分文件")
        self.sheet = SheetImport(actor=self.actor, at=clock.now())

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> results.RowResult:
        line = kwargs["row_number"] + 1  # the header is line 1
        saved = results.RowResult()
        if not hasattr(self, "sheet"):
            saved.import_type = results.RowResult.IMPORT_TYPE_SKIP
            return saved
        result = self.sheet.save_row(row, line)
        if result.outcome is Outcome.REFUSED:
            self.refused.append(result)
        saved.import_type = _TYPES[result.outcome]
        cells = [str(line), _SAID[result.outcome], "；".join(result.reasons), *(row.get(name) for name in _SHOWN)]
        saved.diff = [escape("" if cell is None else str(cell)) for cell in cells]
        return saved

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        result.refused = self.refused


class SheetStorage(CacheStorage):
    """Where an upload waits for its confirmation: the cache, which every web machine sees."""

    CACHE_LIFETIME = 1800


class SheetDesk(ImportExportMixin):
    """Import and export buttons of the product list, each with a permission of its own."""

    resource_classes = (SheetResource,)
    import_form_class = ImportForm
    export_form_class = ExportForm
    tmp_storage_class = SheetStorage
    skip_admin_log = True
    show_change_form_export = False

    def get_import_formats(self) -> list[Any]:
        return [CSV, XLSX]

    get_export_formats = get_import_formats

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mall_catalog.import_product")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mall_catalog.export_product")

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"actor": actor_of(request)}

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Sku]:
        """Export the SKUs of the products that the list shows."""
        shown: QuerySet[Product] = super().get_export_queryset(request)
        products = shown.order_by().values("pk")
        return SheetResource().get_export_queryset().filter(product_id__in=products)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("import_file_name", "")
        if request.method == "POST" and SheetStorage(name=name).read() is None:
            messages.error(request, "上传的文件已过期，请重新上传。")
            return HttpResponseRedirect(request.path.replace("process_import/", "import/"))
        answer: HttpResponse = super().process_import(request, **kwargs)
        return answer

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        self._note(request, "import", "导入商品", dict(result.totals) | {"refused": len(result.refused)})
        for each in result.refused[:50]:
            messages.warning(request, f"第 {each.line} 行 {each.key} 未导入：{'；'.join(each.reasons)}")
        answer: HttpResponse = super().process_result(result, request)
        return answer

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        self._note(request, "export", "导出商品", {"rows": queryset.count()})
        return super().get_export_data(file_format, request, queryset, **kwargs)

    def _note(self, request: HttpRequest, act: str, label: str, after: dict[str, int]) -> None:
        record(
            actor=actor_of(request),
            action=f"mall.catalog.{act}_products",
            label=label,
            target=Product._meta.label_lower,
            after=after,
        )
