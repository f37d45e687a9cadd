from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from kernel import clock
from kernel.web.callers import MemberRequest
from kernel.web.inputs import parse
from kernel.web.views import MemberView
from mall.carts import selectors, services
from mall.carts.api.serializers import AddToCartInput, CartOutput, ChangeCartLineInput, SelectCartLinesInput


def _cart(request: MemberRequest, status: int = 200) -> Response:
    return Response(CartOutput(selectors.cart_of(request.user.pk)).data, status=status)


class CartView(MemberView):
    @extend_schema(operation_id="cart_read", summary="购物车", responses=CartOutput, tags=["购物车"])
    def get(self, request: MemberRequest) -> Response:
        return _cart(request)


class CartLinesView(MemberView):
    @extend_schema(
        operation_id="cart_line_add",
        summary="加入购物车",
        request=AddToCartInput,
        responses={201: CartOutput},
        tags=["购物车"],
    )
    def post(self, request: MemberRequest) -> Response:
        data = parse(request, AddToCartInput)
        services.add_to_cart(member_id=request.user.pk, at=clock.now(), **data)
        return _cart(request, status=201)


class CartLineView(MemberView):
    @extend_schema(
        operation_id="cart_line_change",
        summary="修改数量或勾选",
        request=ChangeCartLineInput,
        responses=CartOutput,
        tags=["购物车"],
    )
    def put(self, request: MemberRequest, line_id: int) -> Response:
        data = parse(request, ChangeCartLineInput)
        services.change_line(member_id=request.user.pk, line_id=line_id, **data)
        return _cart(request)

    @extend_schema(operation_id="cart_line_remove", summary="移出购物车", responses={200: CartOutput}, tags=["购物车"])
    def delete(self, request: MemberRequest, line_id: int) -> Response:
        services.remove_line(member_id=request.user.pk, line_id=line_id)
        return _cart(request)


class CartSelectionView(MemberView):
    @extend_schema(
        operation_id="cart_select",
        summary="批量勾选",
        request=SelectCartLinesInput,
        responses=CartOutput,
        tags=["购物车"],
    )
    def put(self, request: MemberRequest) -> Response:
        data = parse(request, SelectCartLinesInput)
        services.select_lines(member_id=request.user.pk, **data)
        return _cart(request)
