"""How the log reads to operators: targets by their Chinese names, changes field by field."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse

from kernel import money
from kernel.audit.desk import show_moment
from kernel.audit.models import AuditEntry

INPUT = "input"
OTHER_NAMES = {"value": "值", "refused": "拒绝原因", "state": "状态", "rows": "行数", "fields": "字段"}


def title_of(target: str) -> str:
    """Return a target in Chinese: `mall_orders.order:42` -> `订单 42`. What is no model stays as it is."""
    model, key = _model_of(target)
    return f"{model._meta.verbose_name} {key}".strip() if model else target


def page_of(target: str) -> str:
    """Return the address of a target's page; empty if it has none."""
    model, key = _model_of(target)
    if model is None or not key:
        return ""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key])
    except NoReverseMatch:
        return ""


def changes_of(entry: AuditEntry) -> Iterator[tuple[str, str, str]]:
    """Yield (field, before, after) in Chinese; what the operator typed comes last, with nothing before it."""
    model, _ = _model_of(entry.target)
    before, after = dict(entry.before or {}), dict(entry.after or {})
    typed = after.pop(INPUT, {})
    for name in {**before, **after}:
        field = _field(model, name)
        title = str(field.verbose_name) if field is not None else OTHER_NAMES.get(name, name)
        yield title, _text(before.get(name), field), _text(after.get(name), field)
    for label, value in typed.items() if isinstance(typed, dict) else ():
        yield f"填写：{label}", "", _text(value, None)


def _model_of(target: str) -> tuple[type[models.Model] | None, str]:
    label, _, key = target.partition(":")
    try:
        return apps.get_model(label), key
    except (LookupError, ValueError):
        return None, key


def _field(model: type[models.Model] | None, name: str) -> "models.Field[Any, Any] | None":
    fields = model._meta.get_fields() if model else ()
    found = (field for field in fields if name in (field.name, getattr(field, "attname", None)))
    return next((field for field in found if isinstance(field, models.Field)), None)


def _text(value: Any, field: "models.Field[Any, Any] | None") -> str:
    """Return a value as its field shows it: choices by their labels, moments in Shanghai, fen as yuan."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if field is not None and field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return show_moment(datetime.fromisoformat(value))
    if field is not None and field.name.endswith("_fen") and isinstance(value, int):
        return money.display(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
