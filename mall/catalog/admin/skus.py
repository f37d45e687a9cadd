"""SKUs as pages pick them: searched by product, code and option; changed on their product's page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel.audit.desk import ReadOnlyDesk, fen_column, link_column, text_column
from mall.catalog.models import Product, Sku


@admin.register(Sku)
class SkuDesk(ReadOnlyDesk):
    list_display = ["product_link", "code", "choice", "price", "is_active"]
    list_select_related = ["product"]
    search_fields = ["product__name", "code", "options_key"]
    ordering = ["-product_id", "id"]
    fields = ["product_link", "code", "choice", "price", "is_active"]
    readonly_fields = ["product_link", "choice", "price"]
    product_link = link_column("product", "商品")
    choice = text_column("options", "规格", lambda options: "；".join(f"{name}：{value}" for name, value in options))
    price = fen_column("price_fen", "售价")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sku]:
        goods: QuerySet[Sku] = super().get_queryset(request).exclude(product__kind=Product.Kind.SERVICE)
        return goods

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Sku], bool]:
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        # Whoever picks a SKU for something new wants one that is sold.
        return (found.filter(is_active=True) if "autocomplete" in request.path else found), has_duplicates
