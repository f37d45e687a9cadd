"""Prices for audiences: SKU and audience picked by name, yuan typed, a window if there is one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from kernel import clock
from kernel.audit.desk import DeskAdmin, FenField, badge, fen_column, link_column, moment_column
from mall.catalog.models import AudiencePrice


class AudiencePriceForm(forms.ModelForm):
    price_fen = FenField(label="专享价", minimum=1)

    class Meta:
        model = AudiencePrice
        fields = ("sku", "audience", "label", "price_fen", "starts_at", "ends_at", "is_active")

    def clean(self) -> dict[str, Any]:
        """Refuse a price that nobody would ever get: the lowest wins."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        sku, price = data.get("sku"), data.get("price_fen")
        if sku is not None and price is not None and price >= sku.price_fen:
            self.add_error("price_fen", "专享价须低于售价")
        return data


@admin.register(AudiencePrice)
class AudiencePriceDesk(DeskAdmin):
    form = AudiencePriceForm
    list_display = ["goods", "sku", "audience_page", "label", "price", "shelf_price", "starts", "ends", "standing"]
    list_filter = ["is_active", ("audience", AutocompleteSelectFilter)]
    list_select_related = ["sku__product", "audience"]
    search_fields = ["sku__product__name", "sku__code", "label"]
    autocomplete_fields = ["sku", "audience"]
    fieldsets = [
        ("谁买什么多少钱", {"fields": [("sku", "audience"), ("label", "price_fen")]}),
        ("何时有效", {"fields": ["starts_at", "ends_at", "is_active"]}),
    ]
    goods = link_column("sku__product", "商品")
    audience_page = link_column("audience", "人群")
    price = fen_column("price_fen", "专享价")
    shelf_price = fen_column("sku__price_fen", "售价")
    starts = moment_column("starts_at", "开始")
    ends = moment_column("ends_at", "结束")

    @admin.display(description="现在")
    def standing(self, row: AudiencePrice) -> str:
        now = clock.now()
        if not row.is_active:
            return badge("已停用")
        if row.starts_at and now < row.starts_at:
            return badge("未开始", "info")
        is_over = row.ends_at is not None and now >= row.ends_at
        return badge("已结束") if is_over else badge("生效中", "success")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
