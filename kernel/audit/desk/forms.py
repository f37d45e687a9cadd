"""Forms of the operators' site: plain Django forms, dressed in unfold's widgets."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from unfold import widgets

from kernel import money

_DRESS: list[tuple[type[forms.Widget], type[forms.Widget]]] = [
    (forms.Textarea, widgets.UnfoldAdminTextareaWidget),
    (forms.SelectMultiple, widgets.UnfoldAdminSelectMultipleWidget),
    (forms.RadioSelect, widgets.UnfoldAdminRadioSelectWidget),
    (forms.CheckboxSelectMultiple, widgets.UnfoldAdminCheckboxSelectMultipleWidget),
    (forms.Select, widgets.UnfoldAdminSelectWidget),
    (forms.CheckboxInput, widgets.UnfoldBooleanSwitchWidget),
    (forms.NumberInput, widgets.UnfoldAdminIntegerFieldWidget),
    (forms.EmailInput, widgets.UnfoldAdminEmailInputWidget),
    (forms.PasswordInput, widgets.UnfoldAdminPasswordInput),
    (forms.FileInput, widgets.UnfoldAdminFileFieldWidget),
    (forms.DateTimeInput, widgets.UnfoldAdminTextInputWidget),
    (forms.DateInput, widgets.UnfoldAdminSingleDateWidget),
    (forms.TextInput, widgets.UnfoldAdminTextInputWidget),
]


class DeskForm(forms.Form):
    """A form of an action page. `subject` is the row acted upon; override `prepare` to shape fields by it."""

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        self.prepare(subject)
        dress(self)

    def prepare(self, subject: Any) -> None:
        """Add fields or narrow choices for this subject."""


class FenField(forms.Field):
    """Money typed in yuan with at most two decimals, cleaned to an integer in fen."""

    widget = forms.TextInput

    def __init__(self, *, minimum: int = 0, maximum: int = 10**12, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        super().__init__(**{"help_text": "单位：元，最多两位小数", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return money.yuan(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int):
            return value  # the initial value of a disabled field
        text = str(value or "").strip()
        if not text:
            return None
        try:
            amount = money.fen(text)
        except ValueError as fault:
            raise ValidationError("请输入金额，单位为元，最多两位小数。") from fault
        if not self.minimum <= amount <= self.maximum:
            raise ValidationError(f"金额应在 {money.display(self.minimum)} 与 {money.display(self.maximum)} 之间。")
        return amount


class PickerField(forms.ModelChoiceField):  # type: ignore[type-arg] # at run time it takes none
    """A row found by typing, as its own admin page searches; nobody types an id. `relation` is a field that names it.

    member = PickerField(MergeCase._meta.get_field("source"), label="会员")
    """

    def __init__(self, relation: Any, *, queryset: models.QuerySet[Any] | None = None, **kwargs: Any) -> None:
        rows = relation.remote_field.model._default_manager.all() if queryset is None else queryset
        super().__init__(queryset=rows, widget=AutocompleteSelect(relation, admin.site), **kwargs)


def dress(form: forms.BaseForm) -> None:
    """Give every plain widget of a form its unfold look; widgets that are unfold's already stay."""
    for field in form.fields.values():
        if isinstance(field.widget, AutocompleteMixin):
            continue  # it brings its own looks, and must not list every row
        if field.widget.__class__.__module__.startswith("unfold") or field.widget.is_hidden:
            continue
        dressed = next((new for old, new in _DRESS if isinstance(field.widget, old)), None)
        if dressed is not None:
            field.widget = _redressed(field, dressed)


def _redressed(field: forms.Field, dressed: type[forms.Widget]) -> forms.Widget:
    attrs = {name: value for name, value in field.widget.attrs.items() if name not in ("class", "cols", "rows")}
    widget: forms.Widget = dressed(attrs=attrs)
    widget.is_required = field.widget.is_required
    widget.is_localized = field.widget.is_localized
    if isinstance(field, forms.ChoiceField):
        widget.choices = field.widget.choices  # type: ignore[attr-defined] # every choice widget has them
    return widget
