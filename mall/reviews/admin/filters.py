"""Ways to narrow the list down to the work at hand."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from mall.reviews.models import Review
from mall.reviews.states import State


class WorkFilter(admin.SimpleListFilter):
    """What is to be done, in the words of the day."""

    title, parameter_name = "待办", "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("queue", "待人工审核"), ("unhappy", "差评未回复"), ("unanswered", "未回复")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Review]:
        published = Q(state=State.PUBLISHED, reply="")
        if self.value() == "queue":
            return queryset.in_queue()
        if self.value() == "unhappy":
            return queryset.filter(published, rating__lte=2)
        return queryset.filter(published) if self.value() == "unanswered" else queryset
