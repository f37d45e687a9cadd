"""The ladder, and the member's own place on it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.web.callers import MemberRequest
from kernel.web.views import MemberView, PublicView
from members.tiers.api import serializers as shapes
from members.tiers.selectors.ladder import live_tiers
from members.tiers.selectors.pages import tier_page


class TiersView(PublicView):
    @extend_schema(
        operation_id="tiers",
        summary="会员等级与权益",
        description="成长等级由低到高，card 为付费会员的权益；成长值只计最近 window_days 天。",
        responses=shapes.LadderOutput,
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.LadderOutput(live_tiers()).data)


class MyTierView(MemberView):
    @extend_schema(
        operation_id="me_tier",
        summary="我的等级",
        description="权益为等级与付费会员中较优者；keep 说明在哪天之前还差多少成长值才能保留当前等级。",
        responses=shapes.MyTierOutput,
    )
    def get(self, request: MemberRequest) -> Response:
        return Response(shapes.MyTierOutput(tier_page(request.user.pk, at=clock.now())).data)
