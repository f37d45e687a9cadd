"""Operators put plans and top-ups on sale and see who bought them."""

from typing import Any

from django import forms
from django.contrib import admin
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
from mall.plans.models import Plan, Purchase, TopUpPackage

_STATES = {"waiting": "warning", "delivered": "success", "taken_back": "info", "dropped": "default"}


class PlanForm(forms.ModelForm):
    price_fen = FenField(label="价格", minimum=1)
    early_price_fen = FenField(label="早鸟价", minimum=1, required=False)

    class Meta:
        model = Plan
        fields = (
            *("code", "name", "description", "days", "price_fen", "early_price_fen", "early_until"),
            *("has_newcomer_half", "position", "is_active"),
        )


class PackageForm(forms.ModelForm):
    price_fen = FenField(label="充值金额", minimum=1)
    bonus_fen = FenField(label="赠送金额", initial=0)

    class Meta:
        model = TopUpPackage
        fields = ("name", "price_fen", "bonus_fen", "position", "is_active")


class _SaleDesk(DeskAdmin):
    list_editable = ["position", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Plan)
class PlanDesk(_SaleDesk):
    form = PlanForm
    list_display = ["name", "days", "price", "early", "early_until", "has_newcomer_half", "position", "is_active"]
    fieldsets = [
        ("方案", {"fields": [("code", "name"), "description", "days"]}),
        ("价格", {"fields": ["price_fen", "early_price_fen", "early_until", "has_newcomer_half"]}),
        ("展示", {"fields": [("position", "is_active")]}),
    ]
    price = fen_column("price_fen", "价格")
    early = fen_column("early_price_fen", "早鸟价")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Memberships name the plan by its code."""
        return ["code"] if obj else []


@admin.register(TopUpPackage)
class PackageDesk(_SaleDesk):
    form = PackageForm
    list_display = ["name", "price", "bonus", "position", "is_active"]
    fieldsets = [(None, {"fields": ["name", ("price_fen", "bonus_fen"), ("position", "is_active")]})]
    price = fen_column("price_fen", "充值金额")
    bonus = fen_column("bonus_fen", "赠送金额")


@admin.register(Purchase)
class PurchaseDesk(ReadOnlyDesk):
    list_display = ["what", "member_link", "paid", "days", "bonus", "state_badge", "delivered"]
    list_filter = ["state", "plan", "package", "placed_at"]
    list_select_related = ["member", "plan", "package"]
    search_fields = ["member__nickname", "member__number"]
    fields = ["what", "member_link", "paid", "days", "bonus", "state_badge", "placed", "delivered", "ended"]
    readonly_fields = fields
    member_link = link_column("member", "会员")
    paid = fen_column("paid_fen", "金额")
    bonus = fen_column("bonus_fen", "赠送")
    state_badge = state_column("state", "状态", _STATES)
    placed = moment_column("placed_at", "下单时间")
    delivered = moment_column("delivered_at", "开通时间")
    ended = moment_column("ended_at", "退回或取消时间")

    @admin.display(description="购买内容")
    def what(self, purchase: Purchase) -> str:
        return str(purchase)
