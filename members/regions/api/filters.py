"""Which regions a picker asks for."""

import django_filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from members.regions.models import Region


class RegionFilter(django_filters.FilterSet):
    """Without a parent the provinces are meant."""

    parent = django_filters.CharFilter(
        field_name="parent_code",
        label="上级代码；不填返回省级",
        validators=[RegexValidator(r"^[0-9]{6}\Z", "代码应为六位数字")],
    )

    class Meta:
        model = Region
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Region]) -> QuerySet[Region]:
        return queryset.filter(parent_code=self.form.cleaned_data["parent"] or "")
