"""The product page: its SKUs, pictures and attributes with it; shelf and archive by action."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from kernel import clock
from kernel.audit.desk import (
    DeskInline,
    actor_of,
    bulk_action,
    desk_action,
    fen_column,
    moment_column,
    text_column,
)
from kernel.audit.desk.trail import snapshot
from kernel.errors import Refusal
from kernel.money import display
from mall.catalog import services
from mall.catalog.admin.forms import ProductForm, SkuForm, SkuFormSet
from mall.catalog.admin.history import HistoryDesk
from mall.catalog.admin.pictures import WashedPictures, thumb
from mall.catalog.models import Attribute, Picture, Product, Sku
from mall.catalog.services import SkuChange


class SkuInline(DeskInline):
    """Saved by services only: see `ProductDesk.save_formset`."""

    model = Sku
    form = SkuForm
    formset = SkuFormSet
    can_delete = False
    fields = ("code", "options_text", "price_fen", "list_price_fen", "weight_grams", "stock", "is_active")


class OwnedInline(DeskInline):
    """What belongs to the product alone and money never refers to: whoever may change the product may remove it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


class PictureInline(OwnedInline):
    model = Picture
    form = WashedPictures
    fields = ("preview", "file", "position")
    readonly_fields = ("preview",)

    @admin.display(description="预览")
    def preview(self, picture: Picture) -> Any:
        return thumb(picture.file)


class AttributeInline(OwnedInline):
    model = Attribute
    fields = ("name", "value", "position")


class ProductDesk(HistoryDesk):
    """Registered by the roof, together with what the room above adds (`config/desks/products.py`)."""

    form = ProductForm
    inlines = (SkuInline, PictureInline, AttributeInline)
    list_display = ("picture", "name", "code", "category", "brand", "prices", "in_stock", "sales", "shelf", "created")
    list_display_links = ("picture", "name")
    list_select_related = ("category", "brand")
    list_filter = (
        "is_on_shelf",
        "in_stock",
        "kind",
        "shown_to",
        ("category", AutocompleteSelectFilter),
        ("brand", AutocompleteSelectFilter),
        ("archived_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("name", "code", "skus__code")
    autocomplete_fields = ("category", "brand", "audiences")
    conditional_fields = {"min_tier": "shown_to == 'tier'", "audiences": "shown_to == 'audiences'"}
    readonly_fields = ("price", "list_price", "in_stock", "sales", "shelf", "created")
    created = moment_column("created_at", "创建时间")
    price = fen_column("price_fen", "最低售价")
    list_price = fen_column("list_price_fen", "划线价")
    category = text_column("category__name", "分类")
    actions = ("shelve_selected", "unshelve_selected")
    actions_detail = ("put_on_shelf", "take_off_shelf", "archive", "restore")
    fieldsets = (
        (None, {"fields": ("code", "name", "subtitle", ("category", "brand"), ("kind", "unit"), "keywords", "tags")}),
        ("展示", {"fields": ("cover", "description_html"), "classes": ("tab",)}),
        ("上架与排序", {"fields": (("on_at", "off_at"), "weight", "shelf"), "classes": ("tab",)}),
        ("谁可见可买", {"fields": ("shown_to", "min_tier", "audiences"), "classes": ("tab",)}),
        ("经营数据", {"fields": ("price", "list_price", "in_stock", "sales", "created"), "classes": ("tab",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).goods().prefetch_related("skus")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="主图")
    def picture(self, product: Product) -> Any:
        return thumb(product.cover)

    @admin.display(description="售价", ordering="price_fen")
    def prices(self, product: Product) -> str:
        prices = sorted({sku.price_fen for sku in product.skus.all() if sku.is_active})
        return " – ".join(display(each) for each in (prices[:1] if len(prices) < 2 else [prices[0], prices[-1]])) or "—"

    @admin.display(description="上架状态", ordering="is_on_shelf")
    def shelf(self, product: Product) -> str:
        now = clock.now()
        if product.archived_at:
            return "已归档"
        if not product.is_on_shelf:
            return "未上架"
        if product.on_at and now < product.on_at:
            return "待开售"
        return "已到期" if product.off_at and now >= product.off_at else "在售"

    # A service may still refuse what the form let pass: someone else was faster.
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = super().changeform_view(request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, f"没有保存：{refusal.detail}")
            return HttpResponseRedirect(request.get_full_path())
        return answer

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        """Write only what the form changed: stock, sales and prices may have moved since it was opened."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        form.desk_before = snapshot(Product.objects.get(pk=obj.pk))
        own = [name for name in form.changed_data if name != "audiences"]  # saved with the rest of the page
        if own:
            obj.save(update_fields=own)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Sku:
            super().save_formset(request, form, formset, change)
            return
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for each in formset.initial_forms:
            if each.has_changed():
                services.change_sku(sku_id=each.instance.pk, change=_change(each), actor=actor_of(request))
                formset.changed_objects.append((each.instance, each.changed_data))
        for each in formset.extra_forms:
            if each.has_changed():
                services.add_sku(product_id=form.instance.pk, sku=each.as_new())
                formset.new_objects.append(Sku.objects.get(code=each.cleaned_data["code"]))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        services.reindex_products(product_ids=[form.instance.pk])

    @desk_action(
        label="上架",
        permission="mall_catalog.shelve_product",
        when=lambda product: not product.is_on_shelf and product.archived_at is None,
    )
    def put_on_shelf(self, request: HttpRequest, row: Product, data: dict[str, Any]) -> None:
        services.put_on_shelf(product_id=row.pk, actor=actor_of(request))

    @desk_action(label="下架", permission="mall_catalog.shelve_product", when=lambda product: product.is_on_shelf)
    def take_off_shelf(self, request: HttpRequest, row: Product, data: dict[str, Any]) -> None:
        services.take_off_shelf(product_id=row.pk, actor=actor_of(request))

    @desk_action(
        label="归档",
        permission="mall_catalog.archive_product",
        confirm="归档后商品下架并从搜索中移除，历史订单不受影响，之后可以恢复。",
        when=lambda product: product.archived_at is None,
        variant="danger",
    )
    def archive(self, request: HttpRequest, row: Product, data: dict[str, Any]) -> None:
        services.archive_product(product_id=row.pk, actor=actor_of(request), at=clock.now())

    @desk_action(
        label="恢复",
        permission="mall_catalog.archive_product",
        when=lambda product: product.archived_at is not None,
    )
    def restore(self, request: HttpRequest, row: Product, data: dict[str, Any]) -> None:
        services.restore_product(product_id=row.pk, actor=actor_of(request))

    @bulk_action(label="上架所选商品", permission="mall_catalog.shelve_product")
    def shelve_selected(self, request: HttpRequest, row: Product) -> None:
        services.put_on_shelf(product_id=row.pk, actor=actor_of(request))

    @bulk_action(label="下架所选商品", permission="mall_catalog.shelve_product")
    def unshelve_selected(self, request: HttpRequest, row: Product) -> None:
        services.take_off_shelf(product_id=row.pk, actor=actor_of(request))


def _change(form: SkuForm) -> SkuChange:
    data = form.cleaned_data
    return SkuChange(
        price_fen=data["price_fen"],
        list_price_fen=data["list_price_fen"],
        weight_grams=data["weight_grams"],
        is_active=data["is_active"],
    )
