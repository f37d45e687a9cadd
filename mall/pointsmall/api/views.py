"""The points mall: read here; redeemed as an order with the offer `{"kind": "points_mall", "item_id"}`."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.web.views import PublicListView
from mall.pointsmall import selectors
from mall.pointsmall.api.serializers import PointsItemOutput
from mall.pointsmall.models import PointsItem

EXAMPLE = OpenApiExample(
    "积分加钱",
    value={
        "results": [
            {
                "id": "3", "product_id": "1006013", "sku_id": "88", "name": "双宫茧桑蚕丝被", "options": "空调被",
                "cover_url": "https://shop.example.com/media/catalog/covers/1006013.webp", "points": 2000,
                "price_fen": 990, "list_price_fen": 69900, "left": 12, "limit_per_member": 1, "taken": 0,
                "why_not": "还差 300 积分",
            }
        ],
        "next": None,
    },
    response_only=True,
)  # fmt: skip


class PointsMallView(PublicListView):
    keyset: ClassVar[tuple[str, ...]] = ("position", "id")
    serializer_class = PointsItemOutput

    @extend_schema(operation_id="points_mall_list", summary="积分商城", tags=["积分"], examples=[EXAMPLE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.get_queryset()) or []
        member_id = request.user.pk if request.user else None
        found = selectors.cards(list(rows), member_id=member_id, at=clock.now())
        return self.get_paginated_response(PointsItemOutput(found, many=True).data)

    def get_queryset(self) -> QuerySet[PointsItem]:
        return selectors.open_items(clock.now())
