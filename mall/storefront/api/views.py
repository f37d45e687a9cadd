"""Reads that span rooms, and the two writes that share their paths."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.audit.actors import Actor
from kernel.web.inputs import Input, parse, parse_query
from kernel.web.once import Once, idempotent
from kernel.web.pages import KeysetPagination
from kernel.web.throttles import throttle
from kernel.web.views import MemberView, PublicView
from mall.catalog.selectors import ProductFilter, Viewer, keyset_of, product_rows
from mall.catalog.services import count_search
from mall.orders import services
from mall.orders.api.examples import PLACE_ORDER
from mall.orders.api.inputs import PlaceOrderInput, basket_of
from mall.orders.selectors import get_order
from mall.orders.shapes import Checkout
from mall.storefront.api.inputs import OrdersQuery, ProductsQuery
from mall.storefront.api.outputs import HomeOutput, OrderOutput, ProductCardOutput, ProductOutput, ShopConfigOutput
from mall.storefront.selectors import home_sections, order_pages, orders_of, product_cards, product_page, shop_config
from mall.storefront.selectors.products import product_data

START, PRODUCTS, ORDERS = ["启动"], ["商品"], ["订单"]


class ConfigView(PublicView):
    @extend_schema(operation_id="config_read", summary="店铺配置", responses=ShopConfigOutput, tags=START)
    def get(self, request: Request) -> Response:
        parse_query(request, Input)
        return Response(ShopConfigOutput(shop_config()).data)


class HomeView(PublicView):
    @extend_schema(operation_id="home_read", summary="首页", responses=HomeOutput, tags=START)
    def get(self, request: Request) -> Response:
        parse_query(request, Input)
        return Response(HomeOutput({"sections": home_sections(viewer=Viewer.of(request.user, at=clock.now()))}).data)


class ProductsView(PublicView):
    """The list of products: rows straight from the query, no serializer in between."""

    keyset: tuple[str, ...] = ()
    pagination_class = KeysetPagination  # for the document

    @extend_schema(
        operation_id="products_list",
        summary="商品列表",
        parameters=[ProductsQuery],
        responses=ProductCardOutput(many=True),
        tags=PRODUCTS,
    )
    def get(self, request: Request) -> Response:
        wanted = _filter(parse_query(request, ProductsQuery), Viewer.of(request.user, at=clock.now()))
        self.keyset = keyset_of(wanted)
        pages = KeysetPagination()
        rows = pages.paginate_queryset(product_rows(wanted), request, self)
        if wanted.q and rows and "cursor" not in request.query_params:
            count_search(text=wanted.q, at=wanted.at)
        return pages.get_paginated_response(product_cards(rows))


class ProductView(PublicView):
    @extend_schema(operation_id="product_read", summary="商品详情", responses=ProductOutput, tags=PRODUCTS)
    def get(self, request: Request, product_id: int) -> Response:
        parse_query(request, Input)
        page = product_page(product_id, viewer=Viewer.of(request.user, at=clock.now()))
        return Response(ProductOutput(product_data(page)).data)


class OrdersView(MemberView):
    keyset = ("-placed_at", "-id")
    pagination_class = KeysetPagination  # for the document

    @extend_schema(
        operation_id="orders_list",
        summary="我的订单",
        parameters=[OrdersQuery],
        responses=OrderOutput(many=True),
        tags=ORDERS,
    )
    def get(self, request: Request) -> Response:
        query = parse_query(request, OrdersQuery)
        pages = KeysetPagination()
        orders = pages.paginate_queryset(orders_of(request.user, status=query.get("status", "")), request, self)
        return pages.get_paginated_response(OrderOutput(order_pages(orders), many=True).data)

    @extend_schema(
        operation_id="order_place",
        summary="提交订单",
        request=PlaceOrderInput,
        responses={201: OrderOutput},
        tags=ORDERS,
        examples=PLACE_ORDER,
    )
    @idempotent
    def post(self, request: Request, once: Once) -> Response:
        data = parse(request, PlaceOrderInput)
        checkout = Checkout(
            basket=basket_of(request.user.pk, data),
            expected_payable_fen=data.get("expected_payable_fen"),
            remark=data.get("remark", ""),
        )
        with once.transaction():
            order = services.place_order(checkout=checkout, at=clock.now())
            return once.answer(201, OrderOutput(order_pages([order])[0]).data)

    def get_throttles(self) -> list[Any]:
        return [throttle("money")()] if self.request.method == "POST" else super().get_throttles()


class OrderView(MemberView):
    @extend_schema(operation_id="order_read", summary="订单详情", responses=OrderOutput, tags=ORDERS)
    def get(self, request: Request, number: str) -> Response:
        parse_query(request, Input)
        order = get_order(member=request.user, number=number)
        return Response(OrderOutput(order_pages([order])[0]).data)

    @extend_schema(operation_id="order_delete", summary="从列表中删除", responses={204: None}, tags=ORDERS)
    def delete(self, request: Request, number: str) -> Response:
        order = get_order(member=request.user, number=number)
        services.hide_order(order_id=order.pk, actor=Actor.member(request.user.pk), at=clock.now())
        return Response(status=204)


def _filter(data: dict[str, Any], viewer: Viewer) -> ProductFilter:
    return ProductFilter(
        at=viewer.at,
        viewer=viewer,
        category_id=data.get("category"),
        brand_id=data.get("brand"),
        q=data.get("q", ""),
        price_min_fen=data.get("price_min_fen"),
        price_max_fen=data.get("price_max_fen"),
        in_stock=data.get("in_stock"),
        sort=data.get("sort", "default"),
    )
