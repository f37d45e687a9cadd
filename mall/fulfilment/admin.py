"""Couriers, and the parcels that have left."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel import clock
from kernel.audit.desk import (
    DeskAdmin,
    DeskForm,
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    desk_action,
    link_column,
    moment_column,
    text_column,
)
from mall.fulfilment.models import Carrier, Parcel, ParcelLine
from mall.fulfilment.services import correct_tracking


@admin.register(Carrier)
class CarrierDesk(DeskAdmin):
    list_display = ["name", "code", "wechat_code", "kuaidi100_code", "position", "is_active"]
    list_editable = ["position", "is_active"]
    search_fields = ["name", "code"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ParcelLineInline(ReadOnlyInline):
    model = ParcelLine
    verbose_name_plural = "商品"
    fields = ["goods", "options", "quantity"]
    readonly_fields = ["goods", "options"]
    goods = text_column("line__name", "商品")
    options = text_column("line__options", "规格")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ParcelLine]:
        rows: QuerySet[ParcelLine] = super().get_queryset(request).select_related("line")
        return rows


class CorrectTrackingForm(DeskForm):
    carrier = forms.ChoiceField(label="快递公司")
    tracking_no = forms.CharField(label="运单号", min_length=6, max_length=40)

    def prepare(self, subject: Parcel) -> None:
        carriers = Carrier.objects.filter(is_active=True).values_list("code", "name")
        self.fields["carrier"].choices = list(carriers)  # type: ignore[attr-defined] # a choice field has them


@admin.register(Parcel)
class ParcelDesk(ReadOnlyDesk):
    list_display = ["tracking_no", "carrier", "order_link", "receiver", "shipped"]
    list_filter = ["carrier", "shipped_at"]
    list_select_related = ["carrier", "order"]
    search_fields = ["tracking_no", "order__number"]
    date_hierarchy = "shipped_at"
    fields = ["tracking_no", "carrier", "order_link", "receiver", "shipped"]
    readonly_fields = ["order_link", "receiver", "shipped"]
    inlines = [ParcelLineInline]
    actions_detail = ["correct"]
    order_link = link_column("order", "订单")
    receiver = text_column("order__receiver_name", "收货人")
    shipped = moment_column("shipped_at", "发货时间")

    @desk_action(
        label="更正运单",
        permission="mall_fulfilment.change_parcel",
        form=CorrectTrackingForm,
        icon="edit",
        initial=lambda parcel: {"carrier": parcel.carrier.code, "tracking_no": parcel.tracking_no},
    )
    def correct(self, request: HttpRequest, parcel: Parcel, data: dict[str, Any]) -> str:
        changed = correct_tracking(
            parcel_id=parcel.pk,
            carrier_code=data["carrier"],
            tracking_no=data["tracking_no"],
            actor=actor_of(request),
            at=clock.now(),
        )
        return f"已更正为 {changed}。"
