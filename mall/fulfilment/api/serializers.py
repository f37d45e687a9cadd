from typing import Any

from rest_framework import serializers

from kernel.web.inputs import IdField


class ParcelLineOutput(serializers.Serializer[Any]):
    line_id = IdField()
    quantity = serializers.IntegerField()


class ParcelOutput(serializers.Serializer[Any]):
    id = IdField(source="pk")
    carrier = serializers.CharField(source="carrier.name")
    carrier_code = serializers.CharField(source="carrier.code")
    tracking_no = serializers.CharField()
    shipped_at = serializers.DateTimeField()
    lines = ParcelLineOutput(many=True, source="lines.all")


class ParcelsOutput(serializers.Serializer[Any]):
    results = ParcelOutput(many=True)
