"""What operators see of stock, and the three things they do to it by hand."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest

from kernel import clock
from kernel.audit.desk import (
    DeskForm,
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    desk_action,
    link_column,
    moment_column,
    state_column,
    text_column,
)
from mall.inventory import services
from mall.inventory.models import StockHold, StockItem, StockMovement
from mall.inventory.options import LOW_AT
from mall.inventory.services.moves import MOST_PIECES

_KINDS = {"receive": "success", "return": "success", "initial": "info", "count": "warning", "ship": "primary"}


class ReceiveForm(DeskForm):
    quantity = forms.IntegerField(label="入库件数", min_value=1, max_value=MOST_PIECES)
    reason = forms.CharField(label="原因", max_length=200, help_text="例如：采购单号、供应商")


class CountForm(DeskForm):
    on_hand = forms.IntegerField(
        label="实盘件数", min_value=0, max_value=MOST_PIECES, help_text="仓库里实际清点到的总数"
    )
    reason = forms.CharField(label="原因", max_length=200, help_text="例如：月末盘点、破损")


class LowForm(DeskForm):
    low_at = forms.IntegerField(
        label="预警线", min_value=0, max_value=MOST_PIECES, required=False, help_text="留空：跟随商城设置"
    )


class LowFilter(admin.SimpleListFilter):
    title, parameter_name = "库存状态", "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("low", "低于预警线"), ("none", "无可售")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[StockItem]:
        if self.value() == "low":
            return queryset.low(default_threshold=LOW_AT.get())
        return queryset.filter(on_hand__lte=F("held")) if self.value() == "none" else queryset


class HoldRows(ReadOnlyInline):
    model = StockHold
    fields = ["order_id", "quantity"]
    per_page = 20
    verbose_name_plural = "订单占用"

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockHold]:
        return super().get_queryset(request).filter(quantity__gt=0).order_by("-id")


class MovementRows(ReadOnlyInline):
    model = StockMovement
    fields = ["moment", "kind", "on_hand_delta", "held_delta", "reference", "reason"]
    readonly_fields = ["moment"]
    per_page = 20
    moment = moment_column("at", "时间")


@admin.register(StockItem)
class StockDesk(ReadOnlyDesk):
    list_display = ["product", "code", "options", "on_hand", "held", "left", "level"]
    list_filter = [LowFilter, ("sku__product__category", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["sku__product"]
    search_fields = ["sku__product__name", "sku__code"]
    ordering = ["sku__product_id", "id"]
    fields = ["product", "code", "options", "on_hand", "held", "left", "level", "low_at"]
    readonly_fields = ["product", "code", "options", "left", "level"]
    inlines = [MovementRows, HoldRows]
    actions_detail = ["receive", "count", "warn"]

    product = link_column("sku__product", "商品")
    code = text_column("sku__code", "规格编码")
    options = text_column(
        "sku__options", "规格", lambda options: "；".join(f"{name}：{value}" for name, value in options)
    )

    @admin.display(description="可售", ordering=F("on_hand") - F("held"))
    def left(self, item: StockItem) -> int:
        return item.available

    @admin.display(description="状态")
    def level(self, item: StockItem) -> str:
        if item.available <= 0:
            return "无可售"
        return "低" if item.available <= (LOW_AT.get() if item.low_at is None else item.low_at) else "正常"

    @desk_action(label="入库", permission="mall_inventory.receive_stock", form=ReceiveForm, icon="add_box")
    def receive(self, request: HttpRequest, item: StockItem, data: dict[str, Any]) -> str:
        services.receive_stock(
            sku_id=item.sku_id,
            quantity=data["quantity"],
            reason=data["reason"],
            actor=actor_of(request),
            at=clock.now(),
        )
        return f"已入库 {data['quantity']} 件"

    @desk_action(
        label="盘点",
        permission="mall_inventory.count_stock",
        form=CountForm,
        initial=lambda item: {"on_hand": item.on_hand},
        confirm="在库数将改为实盘件数，差额记入库存流水。",
        icon="fact_check",
    )
    def count(self, request: HttpRequest, item: StockItem, data: dict[str, Any]) -> str:
        services.count_stock(
            sku_id=item.sku_id,
            on_hand=data["on_hand"],
            reason=data["reason"],
            actor=actor_of(request),
            at=clock.now(),
        )
        return f"盘点完成，在库 {data['on_hand']} 件"

    @desk_action(
        label="设置预警线",
        permission="mall_inventory.warn_stock",
        form=LowForm,
        initial=lambda item: {"low_at": item.low_at},
        icon="notifications",
    )
    def warn(self, request: HttpRequest, item: StockItem, data: dict[str, Any]) -> str:
        services.set_low_at(sku_id=item.sku_id, low_at=data["low_at"])
        return "预警线已设置"


@admin.register(StockMovement)
class MovementDesk(ReadOnlyDesk):
    list_display = ["moment", "item_name", "kind_badge", "on_hand_delta", "held_delta", "reference", "reason", "who"]
    list_filter = ["kind", "at"]
    list_select_related = ["item__sku__product"]
    search_fields = ["item__sku__product__name", "item__sku__code", "reference"]
    fields = list_display
    readonly_fields = list_display

    moment = moment_column("at", "时间")
    item_name = text_column("item__sku__product__name", "商品")
    kind_badge = state_column("kind", "类型", _KINDS)

    @admin.display(description="操作者")
    def who(self, movement: StockMovement) -> str:
        return _ACTORS.get(movement.actor_kind, movement.actor_kind)


_ACTORS = {"operator": "运营人员", "member": "会员", "clock": "定时任务", "system": "系统", "channel": "渠道"}
