"""The shapes that clients lean on (docs/api.md)."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField
from mall.fulfilment.api.serializers import ParcelOutput
from mall.orders.api.outputs import AdjustmentOutput, OrderStateOutput
from mall.payments.models import Channel
from mall.reviews.api.serializers import ReviewOutput


class ProductCardOutput(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    subtitle = serializers.CharField(allow_blank=True)
    cover_url = serializers.CharField(allow_blank=True)
    price_fen = serializers.IntegerField()
    list_price_fen = serializers.IntegerField(allow_null=True)
    sales = serializers.IntegerField()
    tags = serializers.ListField(child=serializers.CharField())


class NamedOutput(serializers.Serializer[Any]):
    id = IdField()
    name = serializers.CharField()


class OptionOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class NameValueOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    value = serializers.CharField()


class MemberPriceOutput(serializers.Serializer[Any]):
    price_fen = serializers.IntegerField()
    label = serializers.CharField(help_text="价格名称，例如：金卡价、老客价")  # type: ignore[assignment] # a field, as in the contract


class SkuOutput(serializers.Serializer[Any]):
    id = IdField()
    code = serializers.CharField()
    options = NameValueOutput(many=True)
    price_fen = serializers.IntegerField()
    list_price_fen = serializers.IntegerField(allow_null=True)
    member_price = MemberPriceOutput(allow_null=True, help_text="本人享受的更低价，没有时为 null")
    available = serializers.IntegerField()
    is_buyable = serializers.BooleanField()
    why_not = serializers.CharField(allow_blank=True)


class RatingOutput(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    tenths = serializers.IntegerField(allow_null=True, help_text="平均分的十倍，没有评价时为 null")
    stars = serializers.ListField(child=serializers.IntegerField(), help_text="1 星到 5 星各有多少条")
    with_pictures = serializers.IntegerField(help_text="有图的评价数")
    with_follow_up = serializers.IntegerField(help_text="有追评的评价数")


class ProductOutput(serializers.Serializer[Any]):
    id = IdField()
    name = serializers.CharField()
    subtitle = serializers.CharField(allow_blank=True)
    cover_url = serializers.CharField(allow_blank=True)
    price_fen = serializers.IntegerField()
    list_price_fen = serializers.IntegerField(allow_null=True)
    sales = serializers.IntegerField()
    tags = serializers.ListField(child=serializers.CharField())
    unit = serializers.CharField()
    kind = serializers.CharField()
    category = NamedOutput()
    brand = NamedOutput(allow_null=True)
    pictures = serializers.ListField(child=serializers.CharField())
    options = OptionOutput(many=True)
    attributes = NameValueOutput(many=True)
    description_html = serializers.CharField(allow_blank=True)
    skus = SkuOutput(many=True)
    promotions = serializers.ListField(child=serializers.DictField())
    rating = RatingOutput()
    reviews = ReviewOutput(many=True, help_text="商家精选的评价，最多 3 条")


class SectionOutput(serializers.Serializer[Any]):
    """What `items` hold depends on `kind`: pictures, categories, product cards, a notice."""

    id = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    category_id = serializers.CharField(allow_null=True)
    items = serializers.ListField(child=serializers.DictField())


class HomeOutput(serializers.Serializer[Any]):
    sections = SectionOutput(many=True)


class ShopConfigOutput(serializers.Serializer[Any]):
    shop_name = serializers.CharField()
    service_phone = serializers.CharField(allow_blank=True)
    notice = serializers.CharField(allow_blank=True)
    payment_channels = serializers.ListField(child=serializers.CharField())
    pay_within_minutes = serializers.IntegerField()
    receive_after_days = serializers.IntegerField()
    extend_by_days = serializers.IntegerField()
    message_templates = serializers.ListField(child=serializers.DictField())


class OrderLineOutput(serializers.Serializer[Any]):
    id = IdField(source="pk")
    sku_id = IdField()
    product_id = IdField()
    name = serializers.CharField()
    options = serializers.CharField(allow_blank=True)
    cover_url = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    unit_price_fen = serializers.IntegerField()
    paid_fen = serializers.IntegerField()
    freight_fen = serializers.IntegerField()
    points_used = serializers.IntegerField()
    shipped_quantity = serializers.IntegerField()
    refunded_quantity = serializers.IntegerField()
    refunded_fen = serializers.IntegerField()
    points_returned = serializers.IntegerField()
    adjustments = AdjustmentOutput(many=True, source="adjustments.all")


class MomentOutput(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    status = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)


class OrderAddressOutput(serializers.Serializer[Any]):
    name = serializers.CharField(source="receiver_name", allow_blank=True)
    phone = serializers.CharField(source="receiver_phone", allow_blank=True)
    region_code = serializers.CharField(allow_blank=True)
    region_names = serializers.ListField(child=serializers.CharField())
    detail = serializers.CharField(source="address_detail", allow_blank=True)


class OrderPaymentOutput(serializers.Serializer[Any]):
    """What the order was paid with, channel by channel."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    amount_fen = serializers.IntegerField(source="received_fen")
    refunded_fen = serializers.IntegerField()


class OrderOutput(OrderStateOutput):
    """An order's page."""

    address = OrderAddressOutput(source="*")
    lines = OrderLineOutput(many=True)
    adjustments = AdjustmentOutput(many=True)
    parcels = ParcelOutput(many=True)
    payments = OrderPaymentOutput(many=True)
    timeline = MomentOutput(many=True)

    class Meta(OrderStateOutput.Meta):
        fields = [
            *OrderStateOutput.Meta.fields,
            "remark",
            "paid_at",
            "shipped_at",
            "received_at",
            "address",
            "lines",
            "adjustments",
            "parcels",
            "payments",
            "timeline",
        ]

    def to_representation(self, page: Any) -> dict[str, Any]:
        order = page.order
        state = OrderStateOutput(order).data
        return {
            **state,
            "actions": list(page.actions),
            "remark": order.remark,
            "paid_at": self.fields["paid_at"].to_representation(order.paid_at) if order.paid_at else None,
            "shipped_at": self.fields["shipped_at"].to_representation(order.shipped_at) if order.shipped_at else None,
            "received_at": (
                self.fields["received_at"].to_representation(order.received_at) if order.received_at else None
            ),
            "address": OrderAddressOutput(order).data,
            "lines": OrderLineOutput(page.lines, many=True).data,
            "adjustments": AdjustmentOutput(page.adjustments, many=True).data,
            "parcels": ParcelOutput(page.parcels, many=True).data,
            "payments": OrderPaymentOutput(page.payments, many=True).data,
            "timeline": MomentOutput(page.timeline, many=True).data,
        }
