"""The member's own portrait."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from kernel import clock
from kernel.web.callers import MemberRequest
from kernel.web.inputs import parse
from kernel.web.views import MemberView
from members.portraits import selectors, services
from members.portraits.api import serializers as shapes
from members.portraits.models import PortraitValue
from members.privacy.purposes import PORTRAIT
from members.privacy.selectors import has_consent


class PortraitView(MemberView):
    @extend_schema(operation_id="me_portrait", summary="我的画像", responses=shapes.PortraitOutput)
    def get(self, request: MemberRequest) -> Response:
        return _answer(request.user.pk)

    @extend_schema(
        operation_id="me_portrait_fill",
        summary="填写画像",
        description="只改提交的项目；须授权的项目请先通过 me/consents 同意 portrait。",
        request=shapes.PortraitInput,
        responses=shapes.PortraitOutput,
    )
    def put(self, request: MemberRequest) -> Response:
        data = parse(request, shapes.PortraitInput)
        source = PortraitValue.Source.MEMBER
        services.answer(member_id=request.user.pk, values=data["values"], source=source, at=clock.now())
        return _answer(request.user.pk)


def _answer(member_id: int) -> Response:
    found = {
        "has_consent": has_consent(member_id=member_id, purpose=PORTRAIT.code),
        "results": selectors.answers_of(member_id),
    }
    return Response(shapes.PortraitOutput(found).data)
