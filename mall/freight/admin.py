"""Freight templates for operators: areas by the names of provinces, money in yuan."""

from typing import Any

from django import forms
from django.contrib import admin
from unfold.widgets import UnfoldAdminSelect2MultipleWidget, UnfoldAdminTextInputWidget

from kernel.audit.desk import DeskAdmin, FenField, StackedDeskInline
from mall.freight.models import FreightArea, FreightTemplate
from members.accounts.selectors import region_choices


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


@admin.register(FreightTemplate)
class FreightTemplateDesk(DeskAdmin):
    list_display = ["name", "unit", "is_default", "is_archived"]
    list_filter = ["unit", "is_archived"]
    search_fields = ["name"]
    inlines = [FreightAreaInline]

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
