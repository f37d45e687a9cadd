"""What channels are answered."""

from typing import Any

from rest_framework import serializers


class ChannelReceiptOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
