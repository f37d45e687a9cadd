"""What the audit log keeps of an operator's act: the fields that changed, without secrets."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest

from kernel.audit.actors import Actor

HIDDEN = "（不记录）"
_SECRET_WORDS = ("password", "secret", "token", "cipher", "digest", "hash", "phone", "_key", "session")


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in operator as an actor."""
    assert request.user.pk is not None, "the operators' site lets nobody in without signing in"
    return Actor.operator(request.user.pk)


def snapshot(row: models.Model) -> dict[str, Any]:
    """Return a row's own fields, secrets and phones hidden."""
    return {field.attname: _shown(field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields}


def difference(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both sides of the fields that differ."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def inputs(data: dict[str, Any]) -> dict[str, Any]:
    """Return a form's cleaned data as the log keeps it: rows by their id and name."""
    return {name: _shown(name, _input(value)) for name, value in data.items()}


def typed_into(form: forms.BaseForm) -> dict[str, Any]:
    """Return what was typed into a valid form, under the labels the operator saw."""
    values = inputs({name: form.cleaned_data.get(name) for name in form.fields})
    return {str(form.fields[name].label or name): value for name, value in values.items()}


def _input(value: Any) -> Any:
    if isinstance(value, models.Model):
        return f"{value.pk} {value}"
    if isinstance(value, models.QuerySet):
        return [_input(row) for row in value]
    return value


def _shown(name: str, value: Any) -> Any:
    if value in (None, "") or not any(word in name.lower() for word in _SECRET_WORDS):
        return value
    return HIDDEN
