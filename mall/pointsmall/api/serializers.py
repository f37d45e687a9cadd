"""The shape of the points mall for clients."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField


class PointsItemOutput(serializers.Serializer[Any]):
    id = IdField()
    product_id = IdField()
    sku_id = IdField()
    name = serializers.CharField()
    options = serializers.CharField(allow_blank=True)
    cover_url = serializers.CharField(allow_blank=True)
    points = serializers.IntegerField(help_text="每件所需积分")
    price_fen = serializers.IntegerField(help_text="每件另付，单位分；0 为纯积分兑换")
    list_price_fen = serializers.IntegerField(help_text="平时售价，单位分")
    left = serializers.IntegerField(help_text="还可兑的件数")
    limit_per_member = serializers.IntegerField(allow_null=True)
    taken = serializers.IntegerField(help_text="我已兑的件数")
    why_not = serializers.CharField(allow_blank=True, help_text="现在不能兑换的原因，能兑换时为空")
