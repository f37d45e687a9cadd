"""Consent, copies of personal data, leaving for good."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.web.callers import MemberRequest
from kernel.web.inputs import parse
from kernel.web.throttles import throttle
from kernel.web.views import MemberView, PublicView
from members.privacy import selectors, services
from members.privacy.api import serializers as shapes

ARCHIVE = "application/zip"


class ConsentsView(MemberView):
    @extend_schema(
        operation_id="me_consents",
        summary="我的授权",
        description="每个事项最近一次的选择；is_current 为 false 时请会员重新阅读并选择。",
        responses=shapes.ConsentsOutput,
    )
    def get(self, request: MemberRequest) -> Response:
        return Response(shapes.ConsentsOutput({"results": selectors.consents_of(request.user.pk)}).data)

    @extend_schema(
        operation_id="me_consents_decide",
        summary="同意或撤回授权",
        description="同意时 version 须为现行版本；撤回随时可以。",
        request=shapes.ConsentInput,
        responses={201: shapes.ConsentsOutput},
    )
    def post(self, request: MemberRequest) -> Response:
        data = parse(request, shapes.ConsentInput)
        services.record_consent(member_id=request.user.pk, **data, at=clock.now())
        found = selectors.consents_of(request.user.pk)
        return Response(shapes.ConsentsOutput({"results": found}).data, status=201)


class DataExportsView(MemberView):
    throttle_classes = [throttle("codes")]

    @extend_schema(
        operation_id="me_data_exports",
        summary="我的个人信息副本",
        description="最近一次申请；生成后带下载链接。",
        responses=shapes.NewestExportOutput,
    )
    def get(self, request: MemberRequest) -> Response:
        export = selectors.newest_export(request.user.pk)
        return Response(shapes.NewestExportOutput({"export": export}).data)

    @extend_schema(
        operation_id="me_data_exports_request",
        summary="申请个人信息副本",
        description="后台生成 JSON 与网页两份，打包下载；间隔内再次申请返回 429。",
        request=None,
        responses={202: shapes.DataExportOutput},
    )
    def post(self, request: MemberRequest) -> Response:
        export = services.request_export(member_id=request.user.pk, at=clock.now())
        return Response(shapes.DataExportOutput(export).data, status=202)


class DownloadView(PublicView):
    """Opened by a browser, which carries no token: the link itself is signed and lives for minutes."""

    authentication_classes = ()
    throttle_classes = [throttle("codes")]

    @extend_schema(
        operation_id="data_export_download",
        summary="下载个人信息副本",
        description="链接来自 me/data-exports，带签名，短时间内有效。",
        responses={(200, ARCHIVE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        content = services.open_export(token=token, at=clock.now())
        response = HttpResponse(content, content_type=ARCHIVE)
        response["Content-Disposition"] = 'attachment; filename="personal-data.zip"'
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ErasureView(MemberView):
    throttle_classes = [throttle("codes")]

    @extend_schema(operation_id="me_erasure", summary="我的注销申请", responses=shapes.OpenErasureOutput)
    def get(self, request: MemberRequest) -> Response:
        erasure = selectors.open_erasure(request.user.pk)
        return Response(shapes.OpenErasureOutput({"erasure": erasure}).data)

    @extend_schema(
        operation_id="me_erasure_request",
        summary="申请注销",
        description="有未了结的业务时拒绝，reasons 说明原因；冷静期内可撤回。",
        request=None,
        responses={201: shapes.ErasureOutput},
    )
    def post(self, request: MemberRequest) -> Response:
        erasure = services.request_erasure(member_id=request.user.pk, at=clock.now())
        return Response(shapes.ErasureOutput(erasure).data, status=201)

    @extend_schema(operation_id="me_erasure_withdraw", summary="撤回注销申请", responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        services.withdraw_erasure(member_id=request.user.pk, at=clock.now())
        return Response(status=204)
