"""What clients ask of products and orders."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField, Input, TextField
from mall.catalog.selectors import SORTS
from mall.orders.states import Status

MAX_PRICE = 10**13


class ProductsQuery(Input):
    category = IdField(required=False)
    brand = IdField(required=False)
    q = TextField(max_length=100, required=False, allow_blank=True)
    sort = serializers.ChoiceField(choices=list(SORTS), required=False)
    price_min_fen = serializers.IntegerField(min_value=0, max_value=MAX_PRICE, required=False)
    price_max_fen = serializers.IntegerField(min_value=0, max_value=MAX_PRICE, required=False)
    in_stock = serializers.BooleanField(required=False)
    cursor = serializers.CharField(required=False, max_length=2000)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        low, high = attrs.get("price_min_fen"), attrs.get("price_max_fen")
        if low is not None and high is not None and low > high:
            raise serializers.ValidationError({"price_max_fen": ["最高价不能低于最低价"]}, "price_range")
        return attrs


class OrdersQuery(Input):
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    cursor = serializers.CharField(required=False, max_length=2000)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False)
