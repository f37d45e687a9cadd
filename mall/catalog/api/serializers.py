"""What clients send to the catalogue's calls and get back."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.web.inputs import IdField, Input
from mall.catalog.files import public_url

_CHILDREN = {"type": "array", "items": {"$ref": "#/components/schemas/CategoryNodeOutput"}}


class CategoryNodeOutput(serializers.Serializer[Any]):
    id = IdField()
    name = serializers.CharField()
    icon_url = serializers.CharField()
    children = serializers.SerializerMethodField()

    @extend_schema_field(_CHILDREN)
    def get_children(self, node: Any) -> Any:
        return CategoryNodeOutput(node.children, many=True).data


class CategoryTreeOutput(serializers.Serializer[Any]):
    results = CategoryNodeOutput(many=True)
    next = serializers.CharField(allow_null=True, default=None)


class BrandOutput(serializers.Serializer[Any]):
    id = IdField()
    name = serializers.CharField()
    description = serializers.CharField()
    logo_url = serializers.SerializerMethodField()

    def get_logo_url(self, brand: Any) -> str:
        return public_url(brand.logo)


class SuggestionsQuery(Input):
    q = serializers.CharField(max_length=1000, allow_blank=True, trim_whitespace=False)


class SuggestionOutput(serializers.Serializer[Any]):
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=["search", "category", "brand", "product"])


class SuggestionsOutput(serializers.Serializer[Any]):
    results = SuggestionOutput(many=True)
    next = serializers.CharField(allow_null=True, default=None)


class HotWordOutput(serializers.Serializer[Any]):
    text = serializers.CharField()


class HotWordsOutput(serializers.Serializer[Any]):
    results = HotWordOutput(many=True)
    next = serializers.CharField(allow_null=True, default=None)
