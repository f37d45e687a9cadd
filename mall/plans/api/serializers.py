"""The shapes of plans, top-ups and their orders for clients."""

from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField


class PlanOutput(serializers.Serializer[Any]):
    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    days = serializers.IntegerField()
    list_price_fen = serializers.IntegerField(help_text="原价，单位分")
    price_fen = serializers.IntegerField(help_text="我现在开通的价格，单位分")
    price_label = serializers.CharField(allow_blank=True, help_text="优惠名称，没有优惠时为空")
    early_until = serializers.DateTimeField(allow_null=True)


class TopUpOutput(serializers.Serializer[Any]):
    id = IdField()
    name = serializers.CharField()
    price_fen = serializers.IntegerField(help_text="充值金额（进入本金），单位分")
    bonus_fen = serializers.IntegerField(help_text="赠送金额（进入赠金），单位分")


class PlacedOutput(serializers.Serializer[Any]):
    """The order to be paid by `POST orders/{number}/payments`."""

    number = serializers.CharField()
    status = serializers.CharField()
    payment_state = serializers.CharField()
    payable_fen = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
