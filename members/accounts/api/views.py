"""Sign-in, the member's own profile and addresses."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.web.callers import MemberRequest
from kernel.web.inputs import parse
from kernel.web.throttles import throttle
from kernel.web.views import MemberListView, MemberView, PublicView
from members.accounts import services
from members.accounts.api import serializers as shapes
from members.accounts.models import Address


class LoginView(PublicView):
    """A stale token in the header must not stand in the way of a new one: nobody is authenticated here."""

    authentication_classes = ()
    throttle_classes = [throttle("login")]

    @extend_schema(
        operation_id="auth_wechat_login",
        summary="微信登录",
        description="用 wx.login 的 code 登录；首次登录即注册。",
        request=shapes.LoginInput,
        responses=shapes.SignedInOutput,
    )
    def post(self, request: Request) -> Response:
        data = parse(request, shapes.LoginInput)
        signed_in = services.login_with_wechat(**data, at=clock.now())
        return Response(shapes.SignedInOutput(signed_in).data)


class RefreshView(PublicView):
    authentication_classes = ()

    @extend_schema(
        operation_id="auth_refresh",
        summary="换发登录凭证",
        description="refresh 只能用一次；旧的 refresh 再次出现时，整批登录立即失效。",
        request=shapes.RefreshInput,
        responses=shapes.TokensOutput,
    )
    def post(self, request: Request) -> Response:
        data = parse(request, shapes.RefreshInput)
        signed_in = services.refresh_session(refresh=data["refresh"], at=clock.now())
        return Response(shapes.TokensOutput(signed_in).data)


class LogoutView(MemberView):
    @extend_schema(operation_id="auth_logout", summary="退出登录", request=None, responses={204: None})
    def post(self, request: MemberRequest) -> Response:
        services.logout(session_id=request.auth.pk, at=clock.now())
        return Response(status=204)


class MeView(MemberView):
    @extend_schema(operation_id="me", summary="我的资料", responses=shapes.MeOutput)
    def get(self, request: MemberRequest) -> Response:
        return Response(shapes.MeOutput(request.user).data)

    @extend_schema(
        operation_id="me_update",
        summary="修改资料",
        description="只修改提交的字段。",
        request=shapes.ProfileInput,
        responses=shapes.MeOutput,
    )
    def put(self, request: MemberRequest) -> Response:
        change: Any = parse(request, shapes.ProfileInput)
        member = services.update_profile(member_id=request.user.pk, change=change)
        return Response(shapes.MeOutput(member).data)


class PhoneView(MemberView):
    throttle_classes = [throttle("codes")]

    @extend_schema(
        operation_id="me_phone",
        summary="绑定手机号",
        request=shapes.BindPhoneInput,
        responses=shapes.MeOutput,
    )
    def post(self, request: MemberRequest) -> Response:
        data = parse(request, shapes.BindPhoneInput)
        member = services.bind_phone(member_id=request.user.pk, code=data["code"], at=clock.now())
        return Response(shapes.MeOutput(member).data)


@extend_schema_view(
    get=extend_schema(operation_id="me_addresses", summary="我的收货地址", description="默认地址在前。")
)
class AddressesView(MemberListView):
    queryset = Address.objects.none()  # for the OpenAPI document, which has no caller
    serializer_class = shapes.AddressOutput
    keyset = ("-is_default", "-id")

    def get_queryset(self) -> QuerySet[Address]:
        return Address.objects.owned_by(self.request.user.pk)

    @extend_schema(
        operation_id="me_addresses_add",
        summary="新增收货地址",
        description="最多 20 个；第一个自动成为默认地址。",
        request=shapes.AddressInput,
        responses={201: shapes.AddressOutput},
    )
    def post(self, request: MemberRequest) -> Response:
        new = services.NewAddress(**parse(request, shapes.AddressInput))
        address = services.add_address(member_id=request.user.pk, address=new, at=clock.now())
        return Response(shapes.AddressOutput(address).data, status=201)


class AddressView(MemberView):
    @extend_schema(
        operation_id="me_addresses_change",
        summary="修改收货地址",
        description="只修改提交的字段。",
        request=shapes.AddressChangeInput,
        responses=shapes.AddressOutput,
    )
    def put(self, request: MemberRequest, address_id: int) -> Response:
        change: Any = parse(request, shapes.AddressChangeInput)
        address = services.change_address(member_id=request.user.pk, address_id=address_id, change=change)
        return Response(shapes.AddressOutput(address).data)

    @extend_schema(operation_id="me_addresses_remove", summary="删除收货地址", responses={204: None})
    def delete(self, request: MemberRequest, address_id: int) -> Response:
        services.remove_address(member_id=request.user.pk, address_id=address_id)
        return Response(status=204)
