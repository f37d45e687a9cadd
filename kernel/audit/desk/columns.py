"""Columns of lists and read-only fields of pages: money, moments, states, masked phones, links."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from kernel import money
from kernel.clock import SHANGHAI

EMPTY = "—"


class Column:
    """A display callable that a class body can hold without becoming a method. Django reads the attributes."""

    empty_value_display = EMPTY

    def __init__(self, name: str, title: str, show: Callable[[Any], Any], *, order: str | None = None) -> None:
        self.__name__ = name.replace("__", "_")  # Django asks display callables for their name
        self.short_description = title
        self.admin_order_field = order
        self._show = show

    def __call__(self, row: Any) -> Any:
        return self._show(row)


def fen_column(field: str, title: str) -> Column:
    """Show a money field in fen as `¥1,234.56`; sorts by it. `field` may follow relations with `__`."""
    return Column(field, title, lambda row: _unless_none(money.display, _value(row, field)), order=field)


def moment_column(field: str, title: str) -> Column:
    """Show a moment as `2026-11-21 14:03` in Shanghai; sorts by it."""
    return Column(field, title, lambda row: _unless_none(_in_one_line, _value(row, field)), order=field)


def state_column(field: str, title: str, colours: Mapping[str, str] | None = None) -> Column:
    """Show a choices field as a badge; colours by code: info, success, warning, danger, primary."""

    def show(row: Any) -> Any:
        holder, _, last = field.rpartition("__")
        owner = _value(row, holder) if holder else row
        if owner is None:
            return EMPTY
        return badge(getattr(owner, f"get_{last}_display")(), (colours or {}).get(getattr(owner, last)))

    return Column(field, title, show, order=field)


def phone_column(field: str, title: str) -> Column:
    """Show a phone as `138****1234`."""
    return Column(field, title, lambda row: mask_phone(_value(row, field) or "") or EMPTY)


def text_column(field: str, title: str, show: Callable[[Any], Any] = str) -> Column:
    """Show a field that follows relations with `__`, through a function if need be; sorts by it."""
    return Column(field, title, lambda row: _unless_none(show, _value(row, field)), order=field)


def link_column(field: str, title: str) -> Column:
    """Show a related row as a link to its page; put the relation into `list_select_related`."""
    return Column(field, title, lambda row: _link(_value(row, field)))


def badge(text: str, colour: str | None = None) -> str:
    """Return a coloured label: info, success, warning, danger, primary; grey without."""
    return render_to_string("unfold/helpers/label.html", {"text": text, "type": colour or "default"})


def show_moment(moment: datetime) -> str:
    """Return a moment for operators: `2026-11-21 14:03`, Shanghai."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def mask_phone(phone: str) -> str:
    """Return a phone with its middle hidden: `13812341234` -> `138****1234`; an empty one stays empty."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "*" * len(phone)


def _in_one_line(moment: datetime) -> str:
    return format_html('<span class="whitespace-nowrap">{}</span>', show_moment(moment))


def _link(row: models.Model | None) -> Any:
    if row is None:
        return EMPTY
    try:
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return str(row)  # a model without a page of its own
    return format_html('<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', url, row)


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = None if row is None else getattr(row, name)
    return row


def _unless_none(show: Callable[[Any], Any], value: Any) -> Any:
    return EMPTY if value is None else show(value)
