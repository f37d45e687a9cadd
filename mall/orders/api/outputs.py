"""What clients read of prices and orders."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField
from mall.orders.models import Order
from mall.orders.selectors import member_actions
from mall.orders.states import AftersaleState, FulfilmentState, PaymentState, Status
from mall.payments.states import PaymentState as Attempt


class AdjustmentOutput(serializers.Serializer[Any]):
    lane = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment] # a field of the answer, not the option of a field
    label = serializers.CharField()  # type: ignore[assignment] # as above
    amount_fen = serializers.IntegerField()


class QuoteLineOutput(serializers.Serializer[Any]):
    sku_id = IdField()
    product_id = IdField()
    name = serializers.CharField()
    options = serializers.CharField(allow_blank=True)
    cover_url = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    unit_price_fen = serializers.IntegerField()
    goods_fen = serializers.IntegerField()
    paid_fen = serializers.IntegerField()
    freight_fen = serializers.IntegerField()
    adjustments = AdjustmentOutput(many=True)


class QuotePointsOutput(serializers.Serializer[Any]):
    """What the member has, could use here, uses here, and what that saves."""

    available = serializers.IntegerField()
    usable = serializers.IntegerField()
    used = serializers.IntegerField()
    saved_fen = serializers.IntegerField()


class QuoteCouponsOutput(serializers.Serializer[Any]):
    usable = serializers.ListField(child=serializers.DictField())
    unusable = serializers.ListField(child=serializers.DictField())


class QuoteOutput(serializers.Serializer[Any]):
    lines = QuoteLineOutput(many=True)
    goods_fen = serializers.IntegerField()
    discount_fen = serializers.IntegerField()
    freight_fen = serializers.IntegerField()
    points = QuotePointsOutput()
    payable_fen = serializers.IntegerField()
    adjustments = AdjustmentOutput(many=True)
    coupons = QuoteCouponsOutput()
    hints = serializers.ListField(child=serializers.CharField())
    is_optimal = serializers.BooleanField()


class OrderStateOutput(serializers.ModelSerializer[Order]):
    """Where an order stands; the answer of every action on it."""

    status = serializers.ChoiceField(choices=Status.choices)
    payment_state = serializers.ChoiceField(choices=PaymentState.choices)
    fulfilment_state = serializers.ChoiceField(choices=FulfilmentState.choices)
    aftersale_state = serializers.ChoiceField(choices=AftersaleState.choices)
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = [
            "number",
            "status",
            "payment_state",
            "fulfilment_state",
            "aftersale_state",
            "goods_fen",
            "discount_fen",
            "freight_fen",
            "payable_fen",
            "points_used",
            "refunded_fen",
            "takes_wallet",
            "placed_at",
            "expires_at",
            "receive_due_at",
            "actions",
        ]

    def get_actions(self, order: Order) -> list[str]:
        return member_actions(order)


class ClientParamsOutput(serializers.Serializer[Any]):
    """What `wx.requestPayment` takes."""

    timeStamp = serializers.CharField()  # noqa: N815 - WeChat's spelling
    nonceStr = serializers.CharField()  # noqa: N815 - WeChat's spelling
    package = serializers.CharField()
    signType = serializers.CharField()  # noqa: N815 - WeChat's spelling
    paySign = serializers.CharField()  # noqa: N815 - WeChat's spelling


class StartedPaymentOutput(serializers.Serializer[Any]):
    """`client_params` is null where the wallet has paid everything."""

    number = serializers.CharField()
    channel = serializers.CharField()
    state = serializers.CharField()
    amount_fen = serializers.IntegerField()
    wallet_fen = serializers.IntegerField()
    client_params = ClientParamsOutput(allow_null=True)


class PaymentOutput(serializers.Serializer[Any]):
    number = serializers.CharField(source="payment.number")
    channel = serializers.CharField(source="payment.channel")
    state = serializers.ChoiceField(choices=Attempt.choices, source="payment.state")
    amount_fen = serializers.IntegerField(source="payment.amount_fen")
    wallet_fen = serializers.IntegerField()
    order_status = serializers.ChoiceField(choices=Status.choices, source="order.status")


class BuyAgainOutput(serializers.Serializer[Any]):
    """SKUs that could not be put into the cart any more."""

    skipped_sku_ids = serializers.ListField(child=IdField())
