"""How the log reads to operators: targets by their Chinese names, changes field by field."""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import NoReverseMatch, reverse

from kernel.audit.models import AuditEntry

INPUT = "input"


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
        yield _field_title(model, name), _text(before.get(name)), _text(after.get(name))
    for name, value in typed.items() if isinstance(typed, dict) else ():
        yield f"填写：{_field_title(model, name)}", "", _text(value)


def _model_of(target: str) -> tuple[type[models.Model] | None, str]:
    label, _, key = target.partition(":")
    try:
        return apps.get_model(label), key
    except (LookupError, ValueError):
        return None, key


def _field_title(model: type[models.Model] | None, name: str) -> str:
    if model is None:
        return {"value": "值", "refused": "拒绝原因", "state": "状态"}.get(name, name)
    try:
        return str(getattr(model._meta.get_field(name.removesuffix("_id")), "verbose_name", name))
    except FieldDoesNotExist:
        return {"refused": "拒绝原因"}.get(name, name)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
