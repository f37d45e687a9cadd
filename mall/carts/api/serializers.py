from typing import Any

from rest_framework import serializers

from kernel.web.inputs import FlagField, IdField, Input, WholeField
from mall.carts.models import MAX_QUANTITY


class AddToCartInput(Input):
    sku_id = IdField()
    quantity = WholeField(min_value=1, max_value=MAX_QUANTITY)


class ChangeCartLineInput(Input):
    quantity = WholeField(min_value=1, max_value=MAX_QUANTITY, required=False)
    is_selected = FlagField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("请给出 quantity 或 is_selected", "nothing_to_change")
        return attrs


class SelectCartLinesInput(Input):
    line_ids = serializers.ListField(child=IdField(), min_length=1, max_length=100)
    is_selected = FlagField()


class CartLineOutput(serializers.Serializer[Any]):
    id = IdField(source="line.pk")
    sku_id = IdField(source="line.sku_id")
    product_id = IdField(source="sku.product_id")
    name = serializers.CharField(source="sku.product_name")
    options = serializers.CharField(source="sku.options")
    cover_url = serializers.CharField(source="sku.cover_url")
    price_fen = serializers.IntegerField(source="sku.price_fen")
    list_price_fen = serializers.IntegerField(source="sku.list_price_fen", allow_null=True)
    quantity = serializers.IntegerField(source="line.quantity")
    is_selected = serializers.BooleanField(source="line.is_selected")
    available = serializers.IntegerField()
    is_buyable = serializers.BooleanField()
    why_not = serializers.CharField()


class CartOutput(serializers.Serializer[Any]):
    lines = CartLineOutput(many=True, source="rows")
    selected_count = serializers.IntegerField()
    selected_fen = serializers.IntegerField()
