"""Plans and top-ups: read, and ordered; paid like any order."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.web.inputs import Input, parse
from kernel.web.once import Once, idempotent
from kernel.web.throttles import throttle
from kernel.web.views import MemberListView, MemberView, PublicListView
from mall.plans import services
from mall.plans.api.serializers import PlacedOutput, PlanOutput, TopUpOutput
from mall.plans.models import Plan, TopUpPackage
from mall.plans.selectors import price_of

TIERS, WALLET = ["会员等级"], ["钱包"]
PLACED = [
    OpenApiExample(
        "待付款",
        value={
            "number": "20261122071934865210", "status": "pending_payment", "payment_state": "unpaid",
            "payable_fen": 9900, "expires_at": "2026-11-22T10:15:00+08:00",
        },
        response_only=True,
    ),
    OpenApiExample("空请求体", value={}, request_only=True),
]  # fmt: skip


class PlansView(PublicListView):
    keyset: ClassVar[tuple[str, ...]] = ("position", "id")
    serializer_class = PlanOutput

    @extend_schema(operation_id="vip_plans_list", summary="付费会员方案", tags=TIERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        at, rows = clock.now(), self.paginate_queryset(self.get_queryset()) or []
        is_newcomer = bool(request.user) and request.user.is_newcomer
        return self.get_paginated_response([_plan(plan, is_newcomer, at) for plan in rows])

    def get_queryset(self) -> QuerySet[Plan]:
        return Plan.objects.on_sale()


def _plan(plan: Plan, is_newcomer: bool, at: Any) -> dict[str, Any]:
    price = price_of(plan, is_newcomer=is_newcomer, at=at)
    shown = {name: getattr(plan, name) for name in ("id", "code", "name", "description", "days")}
    early_until = plan.early_until if plan.early_until and at < plan.early_until else None
    prices = {"list_price_fen": plan.price_fen, "price_fen": price.price_fen, "price_label": price.label}
    return dict(PlanOutput({**shown, **prices, "early_until": early_until}).data)


@extend_schema_view(get=extend_schema(operation_id="top_ups_list", summary="充值套餐", tags=WALLET))
class TopUpsView(MemberListView):
    keyset: ClassVar[tuple[str, ...]] = ("position", "id")
    serializer_class = TopUpOutput

    def get_queryset(self) -> QuerySet[TopUpPackage]:
        return TopUpPackage.objects.on_sale()


class _Ordered(MemberView):
    def get_throttles(self) -> list[Any]:
        return [throttle("money")()]


class PlanOrdersView(_Ordered):
    @extend_schema(
        operation_id="vip_plan_order",
        summary="开通付费会员",
        request=Input,
        responses={201: PlacedOutput},
        tags=TIERS,
        examples=PLACED,
    )
    @idempotent
    def post(self, request: Request, once: Once, id: int) -> Response:  # noqa: A002 - the name of the path
        parse(request, Input)
        with once.transaction():
            order = services.order_plan(plan_id=id, member_id=request.user.pk, at=clock.now())
            return once.answer(201, PlacedOutput(order).data)


class TopUpOrdersView(_Ordered):
    @extend_schema(
        operation_id="top_up_order",
        summary="充值",
        request=Input,
        responses={201: PlacedOutput},
        tags=WALLET,
        examples=PLACED,
    )
    @idempotent
    def post(self, request: Request, once: Once, id: int) -> Response:  # noqa: A002 - the name of the path
        parse(request, Input)
        with once.transaction():
            order = services.order_top_up(package_id=id, member_id=request.user.pk, at=clock.now())
            return once.answer(201, PlacedOutput(order).data)
