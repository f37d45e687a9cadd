"""A member's points: the figures, and every entry behind them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from kernel.web.callers import MemberRequest
from kernel.web.views import MemberListView, MemberView
from members.ledger.models import Entry
from members.points.api import serializers as shapes
from members.points.api.filters import EntryFilter
from members.points.selectors import points_summary, statement_of


class PointsView(MemberView):
    @extend_schema(operation_id="me_points", summary="我的积分", responses=shapes.PointsOutput, tags=["积分"])
    def get(self, request: MemberRequest) -> Response:
        return Response(shapes.PointsOutput(points_summary(request.user.pk)).data)


@extend_schema_view(
    get=extend_schema(operation_id="me_points_entries", summary="积分明细", description="新的在前。", tags=["积分"])
)
class PointsEntriesView(MemberListView):
    queryset = Entry.objects.none()  # for the OpenAPI document, which has no caller
    serializer_class = shapes.PointsEntryOutput
    filterset_class = EntryFilter
    keyset = ("-id",)

    def get_queryset(self) -> QuerySet[Any]:
        return statement_of(self.request.user.pk)
