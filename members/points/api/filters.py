"""Which entries of the statement a member asks for."""

import django_filters
from django.db.models import QuerySet

from members.ledger.models import Entry
from members.points.accounts import DEBT, MAIN, PENDING

BUCKETS = ((MAIN, "可用积分"), (PENDING, "待生效积分"), (DEBT, "欠分"))
FLOWS = (("in", "增加"), ("out", "减少"))


class EntryFilter(django_filters.FilterSet):
    bucket = django_filters.ChoiceFilter(field_name="account__bucket", choices=BUCKETS, label="账户")
    flow = django_filters.ChoiceFilter(method="in_or_out", choices=FLOWS, label="增加或减少")

    class Meta:
        model = Entry
        fields: list[str] = []

    def in_or_out(self, queryset: QuerySet[Entry], _name: str, value: str) -> QuerySet[Entry]:
        return queryset.filter(amount__gt=0) if value == "in" else queryset.filter(amount__lt=0)
