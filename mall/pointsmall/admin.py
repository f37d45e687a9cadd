"""Operators put goods into the points mall and see who redeemed them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel.audit.desk import (
    DeskAdmin,
    FenField,
    ReadOnlyDesk,
    fen_column,
    link_column,
    moment_column,
    state_column,
)
from mall.pointsmall.models import PointsItem, Redemption


class PointsItemForm(forms.ModelForm):
    price_fen = FenField(label="另付金额", initial=0, help_text="每件另付多少元，0 为纯积分兑换")

    class Meta:
        model = PointsItem
        fields = (
            *("sku", "points", "price_fen", "quota", "limit_per_member"),
            *("starts_at", "ends_at", "position", "is_active"),
        )


@admin.register(PointsItem)
class PointsItemDesk(DeskAdmin):
    form = PointsItemForm
    list_display = [
        "goods",
        "points",
        "price",
        "shelf_price",
        "taken",
        "quota",
        "limit_per_member",
        "position",
        "is_active",
    ]
    list_editable = ["position", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["sku__product"]
    search_fields = ["sku__product__name", "sku__code"]
    autocomplete_fields = ["sku"]
    fieldsets = [
        ("兑换什么", {"fields": ["sku", ("points", "price_fen")]}),
        ("兑多少", {"fields": [("quota", "limit_per_member"), "taken"]}),
        ("何时可兑", {"fields": ["starts_at", "ends_at", ("position", "is_active")]}),
    ]
    readonly_fields = ["taken"]
    goods = link_column("sku__product", "商品")
    price = fen_column("price_fen", "另付")
    shelf_price = fen_column("sku__price_fen", "平时售价")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What was redeemed refers to the SKU: it is chosen once."""
        return ["taken", "sku"] if obj else ["taken"]


@admin.register(Redemption)
class RedemptionDesk(ReadOnlyDesk):
    list_display = ["member_link", "goods", "quantity", "returned", "points_each", "state_badge", "taken"]
    list_filter = ["state", "taken_at"]
    list_select_related = ["member", "item__sku__product"]
    search_fields = ["member__nickname", "member__number", "item__sku__product__name"]
    fields = ["member_link", "goods", "quantity", "returned", "points_each", "state_badge", "taken", "used", "back"]
    readonly_fields = ["member_link", "goods", "state_badge", "taken", "used", "back"]
    member_link = link_column("member", "会员")
    goods = link_column("item__sku__product", "商品")
    state_badge = state_column("state", "状态", {"taken": "warning", "used": "success", "given_back": "info"})
    taken = moment_column("taken_at", "下单时间")
    used = moment_column("used_at", "兑换时间")
    back = moment_column("given_back_at", "退回时间")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redemption]:
        rows: QuerySet[Redemption] = super().get_queryset(request).order_by("-id")
        return rows
