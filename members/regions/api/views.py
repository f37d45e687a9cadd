"""Provinces, then what lies in the one that was picked."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from kernel.web.views import PublicListView
from members.regions.api import serializers as shapes
from members.regions.api.filters import RegionFilter
from members.regions.models import Region


@extend_schema_view(
    get=extend_schema(operation_id="regions", summary="行政区划", description="不带 parent 返回省级；每次最多 100 条。")
)
class RegionsView(PublicListView):
    queryset = Region.objects.all()
    serializer_class = shapes.RegionOutput
    filterset_class = RegionFilter
    keyset = ("code", "id")
    # A picker shows a whole level: no parent has more than 40 children.
    default_limit = 100
