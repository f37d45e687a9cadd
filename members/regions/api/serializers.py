"""What a picker reads."""

from rest_framework import serializers

from members.regions.models import Region


class RegionOutput(serializers.Serializer[Region]):
    code = serializers.CharField()
    name = serializers.CharField()
    level = serializers.ChoiceField(choices=Region.Level.choices, help_text="1 省，2 市，3 区县")
