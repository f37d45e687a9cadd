"""Campaigns for points, and what every order line has earned."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kernel.audit.desk import (
    DeskAdmin,
    ReadOnlyDesk,
    ReadOnlyInline,
    badge,
    fen_column,
    link_column,
    moment_column,
    text_column,
)
from mall.rewards.models import EarningRule, LineReward, RewardRefund
from mall.rewards.selectors import example_of


def _times(bps: int) -> str:
    """Return a multiplier for people: 15000 -> `1.5 倍`."""
    whole, rest = divmod(bps, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + " 倍"


@admin.register(EarningRule)
class EarningRuleDesk(DeskAdmin):
    list_display = ["name", "covers", "offers", "starts", "ends", "is_on"]
    list_editable = ["is_on"]
    list_filter = ["scope", "gives", "is_on"]
    list_select_related = ["category"]
    search_fields = ["name"]
    autocomplete_fields = ["category", "products"]
    readonly_fields = ["example"]
    conditional_fields = {
        "category": "scope == 'category'",
        "products": "scope == 'products'",
        "multiplier_bps": "gives == 'multiplier'",
        "fixed_points": "gives == 'fixed'",
    }
    fieldsets = [
        ("活动", {"fields": [("name", "is_on"), "starts_at", "ends_at"]}),
        ("范围", {"fields": ["scope", "category", "products"]}),
        ("奖励", {"fields": ["gives", "multiplier_bps", "fixed_points", "example"]}),
    ]
    starts = moment_column("starts_at", "开始时间")
    ends = moment_column("ends_at", "结束时间")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What lines have earned by a campaign names it: it is switched off, never deleted (rules 1.5)."""
        return False

    @admin.display(description="范围")
    def covers(self, rule: EarningRule) -> str:
        if rule.scope == EarningRule.Scope.CATEGORY:
            return f"分类：{rule.category}"
        return str(rule.get_scope_display())

    @admin.display(description="奖励")
    def offers(self, rule: EarningRule) -> str:
        if rule.gives == EarningRule.Gives.FIXED:
            return f"每件加赠 {rule.fixed_points} 积分"
        return _times(rule.multiplier_bps)

    @admin.display(description="示例")
    def example(self, rule: EarningRule) -> str:
        """Say what 100 yuan would earn by this rule alone."""
        if rule.pk is None:
            return "保存后显示"
        return f"普通会员实付 100 元购买 1 件：平时 {example_of(None)} 积分，活动期间 {example_of(rule)} 积分"


class RefundRows(ReadOnlyInline):
    model = RewardRefund
    fields = ["moment", "amount", "points", "growth"]
    readonly_fields = ["moment", "amount"]
    moment = moment_column("at", "时间")
    amount = fen_column("amount_fen", "退款")


@admin.register(LineReward)
class LineRewardDesk(ReadOnlyDesk):
    list_display = [
        "order_link",
        "goods",
        "paid",
        "points",
        "points_back",
        "growth",
        "growth_back",
        "stage",
        "confirmed",
    ]
    list_filter = [("rule", admin.RelatedOnlyFieldListFilter), "confirmed_at", "completed_at"]
    list_select_related = ["order", "line", "rule"]
    search_fields = ["order__number", "line__name"]
    search_help_text = "订单号或商品名称"
    fieldsets = [
        ("订单", {"fields": [("order_link", "goods"), ("paid", "refunded"), "stage"]}),
        ("所得", {"fields": [("points", "points_back"), ("growth", "growth_back"), ("saved", "saved_back")]}),
        ("依据", {"fields": [("points_per_yuan", "multiplier"), ("rule_link", "bonus_points")]}),
        ("时间", {"fields": [("confirmed", "completed", "ended")]}),
    ]
    readonly_fields = [
        "order_link", "goods", "paid", "refunded", "stage", "saved", "saved_back", "multiplier", "rule_link",
        "confirmed", "completed", "ended",
    ]  # fmt: skip
    inlines = [RefundRows]

    order_link = link_column("order", "订单")
    rule_link = link_column("rule", "积分活动")
    goods = text_column("line__name", "商品")
    paid = fen_column("paid_fen", "实付")
    refunded = fen_column("refunded_fen", "已退")
    saved = fen_column("saved_fen", "付费会员节省")
    saved_back = fen_column("saved_back_fen", "收回节省")
    multiplier = text_column("multiplier_bps", "积分倍率", _times)
    confirmed = moment_column("confirmed_at", "订单确认")
    completed = moment_column("completed_at", "订单完成")
    ended = moment_column("ended_at", "提前结束")

    @admin.display(description="状态")
    def stage(self, reward: LineReward) -> str:
        if reward.ended_at:
            return badge("已收回", "danger")
        return badge("已生效", "success") if reward.completed_at else badge("待生效", "warning")
