"""Price a basket, and what a member does with an order. The pages of orders stand in the storefront."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from kernel import clock
from kernel.audit.actors import Actor
from kernel.web.callers import MemberRequest
from kernel.web.inputs import parse
from kernel.web.once import Once, idempotent
from kernel.web.throttles import throttle
from kernel.web.views import MemberView
from mall.orders import services
from mall.orders.api.examples import QUOTE, STARTED_PAYMENT
from mall.orders.api.inputs import CancelOrderInput, NothingInput, QuoteInput, StartPaymentInput, basket_of
from mall.orders.api.outputs import (
    BuyAgainOutput,
    OrderStateOutput,
    PaymentOutput,
    QuoteOutput,
    StartedPaymentOutput,
)
from mall.orders.selectors import PaymentNotFound, get_order
from mall.payments.selectors import wallet_fen_of

ORDERS, PAYMENTS = ["订单"], ["支付"]


class QuotesView(MemberView):
    @extend_schema(
        operation_id="quote_create",
        summary="计价",
        request=QuoteInput,
        responses=QuoteOutput,
        tags=ORDERS,
        examples=QUOTE,
    )
    def post(self, request: MemberRequest) -> Response:
        data = parse(request, QuoteInput)
        quote = services.price_basket(basket=basket_of(request.user.pk, data), at=clock.now())
        return Response(QuoteOutput(quote).data)


class CancelOrderView(MemberView):
    @extend_schema(
        operation_id="order_cancel",
        summary="取消订单",
        request=CancelOrderInput,
        responses=OrderStateOutput,
        tags=ORDERS,
    )
    @idempotent
    def post(self, request: MemberRequest, once: Once, number: str) -> Response:
        note = parse(request, CancelOrderInput).get("reason", "")
        order = get_order(member=request.user, number=number)
        at, actor = clock.now(), Actor.member(request.user.pk)
        seen = services.stop_paying(order_id=order.pk, actor=actor, at=at, note=note)
        with once.transaction():
            order = services.conclude_cancelling(order_id=order.pk, seen=seen, actor=actor, at=clock.now(), note=note)
            return once.answer(200, OrderStateOutput(order).data)


class ReceiveOrderView(MemberView):
    @extend_schema(
        operation_id="order_receive", summary="确认收货", request=NothingInput, responses=OrderStateOutput, tags=ORDERS
    )
    @idempotent
    def post(self, request: MemberRequest, once: Once, number: str) -> Response:
        parse(request, NothingInput)
        order = get_order(member=request.user, number=number)
        with once.transaction():
            order = services.receive_order(order_id=order.pk, actor=Actor.member(request.user.pk), at=clock.now())
            return once.answer(200, OrderStateOutput(order).data)


class ExtendOrderView(MemberView):
    @extend_schema(
        operation_id="order_extend", summary="延长收货", request=NothingInput, responses=OrderStateOutput, tags=ORDERS
    )
    @idempotent
    def post(self, request: MemberRequest, once: Once, number: str) -> Response:
        parse(request, NothingInput)
        order = get_order(member=request.user, number=number)
        with once.transaction():
            order = services.extend_receipt(order_id=order.pk, actor=Actor.member(request.user.pk), at=clock.now())
            return once.answer(200, OrderStateOutput(order).data)


class BuyAgainView(MemberView):
    @extend_schema(
        operation_id="order_buy_again", summary="再次购买", request=NothingInput, responses=BuyAgainOutput, tags=ORDERS
    )
    def post(self, request: MemberRequest, number: str) -> Response:
        parse(request, NothingInput)
        order = get_order(member=request.user, number=number)
        skipped = services.buy_again(order=order, at=clock.now())
        return Response(BuyAgainOutput({"skipped_sku_ids": skipped}).data)


class OrderPaymentsView(MemberView):
    throttle_classes = [throttle("money")]

    @extend_schema(
        operation_id="order_pay",
        summary="发起支付",
        request=StartPaymentInput,
        responses=StartedPaymentOutput,
        tags=PAYMENTS,
        examples=STARTED_PAYMENT,
    )
    @idempotent
    def post(self, request: MemberRequest, once: Once, number: str) -> Response:
        wanted = parse(request, StartPaymentInput)
        order = get_order(member=request.user, number=number)
        started = services.start_payment(
            order_id=order.pk,
            channel=wanted["channel"],
            use_wallet=wanted.get("use_wallet", False),
            at=clock.now(),
        )
        with once.transaction():
            payment = services.finish_payment(started=started, at=clock.now())
            return once.answer(200, StartedPaymentOutput(payment).data)


class OrderPaymentView(MemberView):
    @extend_schema(operation_id="order_payment_read", summary="查询支付结果", responses=PaymentOutput, tags=PAYMENTS)
    def get(self, request: MemberRequest, number: str) -> Response:
        order = get_order(member=request.user, number=number)
        payment = services.ask_payment(order=order, at=clock.now())
        if payment is None:
            raise PaymentNotFound
        order.refresh_from_db(fields=["status"])
        wallet_fen = wallet_fen_of(payment)
        return Response(PaymentOutput({"payment": payment, "order": order, "wallet_fen": wallet_fen}).data)
