"""Forms of the product page: words as text, prices in yuan, combinations as people write them."""

import re
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from kernel.audit.desk import FenField
from mall.catalog.admin.pictures import WashedPictures
from mall.catalog.models import Product, Sku
from mall.catalog.optiontext import options_of_text
from mall.catalog.services.products import key_of
from mall.catalog.shapes import MAX_STOCK, SkuIn
from members.audiences.models import Audience

_BETWEEN = re.compile(r"[、，,;；]")


class WordsField(forms.CharField):
    """A list of short texts, typed with commas between."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 400, "help_text": "多个用逗号隔开", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "，".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = [word.strip()[:40] for word in _BETWEEN.split(super().to_python(value) or "")]
        return list(dict.fromkeys(filter(None, words)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class ProductForm(WashedPictures):
    keywords = WordsField(label="关键词")
    tags = WordsField(label="标签", help_text="显示在商品列表上，如：新品，热卖；多个用逗号隔开")

    class Meta:
        model = Product
        fields = (
            *("code", "name", "subtitle", "category", "brand", "kind", "unit", "keywords", "tags", "weight"),
            *("on_at", "off_at", "cover", "description_html", "shown_to", "min_tier", "audiences"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            goods = [choice for choice in Product.Kind.choices if choice[0] != Product.Kind.SERVICE]
            self.fields["kind"].choices = goods  # type: ignore[attr-defined] # a choice field has them

    def clean(self) -> dict[str, Any]:
        """Refuse a product that nobody would see; drop what its choice does not use."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        shown_to = data.get("shown_to")
        if shown_to == Product.ShownTo.AUDIENCES and not data.get("audiences"):
            self.add_error("audiences", "请选择人群")
        if shown_to != Product.ShownTo.TIER:
            data["min_tier"] = None
        if shown_to != Product.ShownTo.AUDIENCES:
            data["audiences"] = Audience.objects.none()
        return data


class SkuForm(forms.ModelForm):
    """One SKU. The combination and the first stock are given once, when it is new."""

    options_text = forms.CharField(
        label="规格组合",
        required=False,
        max_length=300,
        help_text="如 颜色：白；尺码：M",
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "颜色：白；尺码：M"}),
    )
    price_fen = FenField(label="售价（元）", minimum=1, help_text="", widget=UnfoldAdminTextInputWidget)
    list_price_fen = FenField(
        label="划线价（元）", minimum=1, required=False, help_text="", widget=UnfoldAdminTextInputWidget
    )
    stock = forms.IntegerField(
        label="初始库存", required=False, min_value=0, max_value=MAX_STOCK, widget=UnfoldAdminIntegerFieldWidget
    )

    class Meta:
        model = Sku
        fields = ("code", "options_text", "price_fen", "list_price_fen", "weight_grams", "stock", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("code", "options_text", "stock"):
                self.fields[name].disabled = True
            self.initial["options_text"] = self.instance.options_text()

    def clean_options_text(self) -> Any:
        try:
            return options_of_text(self.cleaned_data["options_text"])
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        price, list_price = data.get("price_fen"), data.get("list_price_fen")
        if price and list_price and list_price < price:
            self.add_error("list_price_fen", "划线价不能低于售价")
        return data

    def as_new(self) -> SkuIn:
        """Return what the service needs to add it."""
        data = self.cleaned_data
        return SkuIn(
            code=data["code"],
            options=data["options_text"],
            price_fen=data["price_fen"],
            list_price_fen=data["list_price_fen"],
            weight_grams=data["weight_grams"],
            stock=data["stock"],
        )


class SkuFormSet(BaseInlineFormSet):
    """Checks what the SKUs of one product owe each other, so that the page says it instead of the service."""

    def clean(self) -> None:
        super().clean()
        used = [form for form in self.forms if form.is_valid() and (form.instance.pk or form.has_changed())]
        combinations = [form.cleaned_data["options_text"] for form in used]
        if len({tuple(sorted(name for name, _ in each)) for each in combinations}) > 1:
            raise forms.ValidationError("同一商品各 SKU 的规格名必须一致")
        if len({key_of(each) for each in combinations}) < len(combinations):
            raise forms.ValidationError("两个 SKU 的规格组合相同")
