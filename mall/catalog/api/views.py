"""What anyone may read of the catalogue; lists and details of products, which span rooms, are the storefront's."""

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.web.inputs import Input, parse_query
from kernel.web.views import PublicListView, PublicView
from mall.catalog import selectors
from mall.catalog.api.serializers import (
    BrandOutput,
    CategoryTreeOutput,
    HotWordsOutput,
    SuggestionsOutput,
    SuggestionsQuery,
)
from mall.catalog.models import Brand

TAGS = ["商品"]


class CategoriesView(PublicView):
    @extend_schema(operation_id="categories_read", summary="分类树", responses=CategoryTreeOutput, tags=TAGS)
    def get(self, request: Request) -> Response:
        parse_query(request, Input)
        return Response(CategoryTreeOutput({"results": selectors.category_tree(), "next": None}).data)


@extend_schema_view(get=extend_schema(operation_id="brands_list", summary="品牌列表", tags=TAGS))
class BrandsView(PublicListView):
    keyset: ClassVar[tuple[str, ...]] = ("position", "id")
    serializer_class = BrandOutput

    def get_queryset(self) -> QuerySet[Brand]:
        return Brand.objects.filter(is_visible=True)


class SuggestionsView(PublicView):
    @extend_schema(
        operation_id="search_suggestions",
        summary="搜索联想词",
        parameters=[SuggestionsQuery],
        responses=SuggestionsOutput,
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        viewer = selectors.Viewer.of(request.user, at=clock.now())
        found = selectors.suggestions(parse_query(request, SuggestionsQuery)["q"], viewer=viewer)
        return Response(SuggestionsOutput({"results": found, "next": None}).data)


class HotWordsView(PublicView):
    @extend_schema(operation_id="search_hot", summary="搜索热词", responses=HotWordsOutput, tags=TAGS)
    def get(self, request: Request) -> Response:
        parse_query(request, Input)
        words = [{"text": text} for text in selectors.hot_words(at=clock.now())]
        return Response(HotWordsOutput({"results": words, "next": None}).data)
