"""Freight templates for operators: areas by the names of provinces, money in yuan."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelect2MultipleWidget, UnfoldAdminTextInputWidget

from kernel.audit.desk import DeskAdmin, DeskForm, FenField, StackedDeskInline, desk_action
from mall.catalog.models import Product
from mall.catalog.services.delivery import assign_freight_template
from mall.freight.models import FreightArea, FreightTemplate
from members.regions.selectors import region_choices


class FreightAreaForm(forms.ModelForm):
    region_codes = forms.MultipleChoiceField(
        label="地区", required=False, widget=UnfoldAdminSelect2MultipleWidget, help_text="不选表示其余全国"
    )
    first_fen = FenField(label="首费", widget=UnfoldAdminTextInputWidget)
    step_fen = FenField(label="续费", widget=UnfoldAdminTextInputWidget)
    free_from_fen = FenField(label="满额包邮", required=False, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = FreightArea
        fields = [
            "region_codes",
            "is_excluded",
            "first_units",
            "first_fen",
            "step_units",
            "step_fen",
            "free_from_fen",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region_codes"].choices = region_choices()  # type: ignore[attr-defined] # a choice field has them


class FreightAreaInline(StackedDeskInline):
    model = FreightArea
    form = FreightAreaForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "region_codes",
                    "is_excluded",
                    ("first_units", "first_fen"),
                    ("step_units", "step_fen"),
                    "free_from_fen",
                ]
            },
        ),
    ]


class ProductsForm(DeskForm):
    """Which products use the template, chosen by name."""

    products = forms.ModelMultipleChoiceField(
        Product.objects.filter(archived_at=None).order_by("name"),
        label="适用商品", required=False, widget=UnfoldAdminSelect2MultipleWidget,
        help_text="未选的商品使用默认模板",
    )  # fmt: skip


@admin.register(FreightTemplate)
class FreightTemplateDesk(DeskAdmin):
    list_display = ["name", "unit", "is_default", "is_archived"]
    list_filter = ["unit", "is_archived"]
    search_fields = ["name"]
    inlines = [FreightAreaInline]
    actions_detail = ["choose_products"]

    @desk_action(
        label="适用商品",
        permission="mall_freight.change_freighttemplate",
        form=ProductsForm,
        icon="inventory_2",
        initial=lambda template: {"products": Product.objects.filter(freight_template_id=template.pk)},
        when=lambda template: not template.is_default,
    )
    def choose_products(self, request: HttpRequest, template: FreightTemplate, data: dict[str, Any]) -> str:
        products = [product.pk for product in data["products"]]
        count = assign_freight_template(template_id=template.pk, product_ids=products)
        return f"{count} 个商品使用“{template}”。"

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
