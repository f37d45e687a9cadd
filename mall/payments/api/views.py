"""What channels call: anonymous but signed; stored and answered within seconds, worked on after (rules 5.3)."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.web.throttles import throttle
from kernel.web.views import PublicView
from mall.payments import services
from mall.payments.api.serializers import ChannelReceiptOutput

RECEIPT = {"code": "SUCCESS", "message": "成功"}
EXAMPLES = [OpenApiExample("已收到", value=RECEIPT, response_only=True, status_codes=["200"])]


class WeChatNotificationView(PublicView):
    """Payments and refunds alike: the verified event says which it is, not the path."""

    # The signature is the authority: no token, no cookie, no session.
    authentication_classes = []
    throttle_classes = [throttle("notifications")]

    @extend_schema(
        summary="微信支付通知",
        request=OpenApiTypes.OBJECT,
        responses={200: ChannelReceiptOutput},
        examples=EXAMPLES,
        tags=["渠道通知"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        services.receive_notification(
            channel="wechat", headers=request.headers, body=request._request.body, at=clock.now()
        )
        return Response(RECEIPT)
