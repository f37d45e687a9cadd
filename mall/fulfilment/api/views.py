from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from kernel.web.callers import MemberRequest
from kernel.web.views import MemberView
from mall.fulfilment.api.serializers import ParcelsOutput
from mall.fulfilment.selectors import parcels_of
from mall.orders.selectors import get_order


class OrderParcelsView(MemberView):
    @extend_schema(operation_id="order_parcels", summary="订单包裹", responses=ParcelsOutput, tags=["物流"])
    def get(self, request: MemberRequest, number: str) -> Response:
        order = get_order(member=request.user, number=number)
        return Response(ParcelsOutput({"results": parcels_of([order.pk])[order.pk]}).data)
