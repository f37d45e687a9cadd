"""Filters of the pages about messages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from members.messages.ports import kinds


class KindFilter(admin.SimpleListFilter):
    """The kinds that rooms have registered, by what operators read."""

    title, parameter_name = "消息类型", "kind"
    path = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.code, kind.label) for kind in kinds()]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        return queryset.filter(**{self.path: self.value()}) if self.value() else queryset


class KindOfMessageFilter(KindFilter):
    path = "message__kind"
